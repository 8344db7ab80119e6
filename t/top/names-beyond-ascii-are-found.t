use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Folders and sessions may be called what they like: they are found by their names, and told by them.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $name   = "caf\x{e9}";
my $folder = tempdir(CLEANUP => 1) . "/caf\xc3\xa9";
mkdir $folder or die "$folder: $!";
my $class = "Caf\x{e9}\x{4e2d}";
my $probe = ProbeServer->start(
    folder   => $folder,
    sessions => [ map { { id => $_, class => $class, age => 1 } } 2, 3 ]);

is($probe->top($probe->path, 'head')->{status}, 0, 'by the path of its socket');
is($probe->top($probe->pid, 'head')->{status}, 0, 'by its number');
is($probe->top('head')->{status}, 0, 'as the only program');
like($probe->top(1, 'head')->{stderr}, qr{process 1 has no socket in \S+/$name$}m, 'its folder');
utf8::encode(my $octets = $class);
is(
    $probe->top('why', $octets)->{stderr}, "poe-top: there are 2 sessions called '$class': 2 3\n",
    'sessions'
);

chmod 0755, $folder;
like($probe->top('list')->{stderr}, qr{/$name is open to others}, 'a folder that is refused');
my $json = $probe->top('list', '--json')->{stdout};
like($json, qr{"refused":\["[^"]*/$name is open to others}, '... to programs');

done_testing;
