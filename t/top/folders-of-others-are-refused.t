use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A socket is believed only in a folder that is ours and closed to others.

use File::Temp qw(tempdir);

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $probe = ProbeServer->start;
my $pid   = $probe->pid;
is($probe->top('list')->{status}, 0, 'our folder will do');

my $link = tempdir(CLEANUP => 1) . '/link';
symlink $probe->folder, $link or die "symlink: $!";
my $said = $probe->top({ env => { POE_PROBE_DIR => $link } }, 'head');
is($said->{status}, 2, 'a symbolic link will not');
like($said->{stderr}, qr/\Q$link\E is a symbolic link/, '... and that is said');

chmod 0750, $probe->folder;
like($probe->top('list')->{stderr}, qr/is open to others than you/, 'nor one that others may read');
is($probe->top($pid, 'head')->{status}, 2, '... even for a process that is named');
chmod 0700, $probe->folder;

SKIP: {
    skip 'only for root', 1 if $>;
    chown 12_345, -1, $probe->folder;
    like($probe->top('list')->{stderr}, qr/belongs to somebody else/, 'nor one of somebody else');
    chown 0, -1, $probe->folder;
}

my $empty = tempdir(CLEANUP => 1);
$said = $probe->top({ env => { POE_PROBE_DIR => $empty } }, 'head');
is($said->{status}, 2, 'no program is a failure');
like(
    $said->{stderr}, qr/no program to look at.*\Q$empty\E.*\n.*POE_PROBE=1/,
    '... that says what to do'
);

done_testing;
