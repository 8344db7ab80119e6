use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Which programs there are; which sockets nobody listens at any more; who does not answer.

use IO::Socket::UNIX;

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $probe  = ProbeServer->start;
my $folder = $probe->folder;
my $pid    = $probe->pid;
like($probe->top('head')->{stdout}, qr/\Ashop\.pl $pid /, 'the only program need not be named');

my $second
    = ProbeServer->start(folder => $folder, head => { program => 'other.pl', sessions => 99 });
close(IO::Socket::UNIX->new(Local => "$folder/77.sock", Listen => 1));
my $silent = IO::Socket::UNIX->new(Local => "$folder/78.sock", Listen => 1) or die "listen: $!";

my $said = $probe->top(qw(list --timeout 300ms));
is($said->{status}, 0, 'said');
like($said->{stdout}, qr/^ *$pid shop\.pl +10m00s +6 +\d+ time /m, 'one program');
like($said->{stdout}, qr/^ *@{[ $second->pid ]} other\.pl +10m00s +99 /m, 'another one');
like($said->{stdout}, qr/^ *77 .*stale: no program listens any more$/m, 'a stale socket');
like($said->{stdout}, qr/^ *78 .*the program does not answer$/m, 'one that does not answer');

$said = $probe->top('sessions');
is($said->{status}, 2, 'of several one has to be named');
like($said->{stderr}, qr/several programs, say which: .*\b$pid\b/, '... which are told');
is($probe->top($pid, 'sessions')->{status}, 0, 'by number');
is($probe->top($probe->path, 'sessions')->{status}, 0, 'by path');
is($probe->top('sessions', '--pid', $pid)->{status}, 0, 'by an option');
like(
    $probe->top(99_999_999, 'sessions')->{stderr}, qr/process 99999999 has no socket/,
    'one that is not there'
);
like($probe->top("$folder/77.sock", 'sessions')->{stderr}, qr/stale/, 'one that is no more');
my $json = POE::XS::Top::JSON::object($probe->top(qw(list --json --timeout 300ms))->{stdout});
is(scalar @{ $json->{rows} }, 4, 'all of them for programs');

done_testing;
