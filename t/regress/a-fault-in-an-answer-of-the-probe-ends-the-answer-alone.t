use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What dies while an answer is made is told to whoever asked. The program that is looked at goes on, and so does the
# connection.

plan skip_all => 'for the probe of this distribution' if is_upstream();
require ProbeServer;
require POE::XS::Top::Client;

my $folder = tempdir(CLEANUP => 1);
my $probe  = ProbeServer->program($folder, <<'PROGRAM');
use POE;
use POE::XS::Probe;
{ no warnings 'redefine'; *POE::XS::Probe::Metrics::pieces = sub { return sub { die "broken\n" } } }
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(later => 3600) }, later => sub { } });
$SIG{__DIE__} = sub { print STDERR "the program hears of it: @_"; exit 1 };
POE::Kernel->run;
PROGRAM
my $client = POE::XS::Top::Client->new($probe->path);
is($client->ask('metrics')->{error}, 'broken', 'the fault is told');
is($client->ask('head')->{head}{pid}, $probe->pid, 'the next question is answered');

done_testing;
