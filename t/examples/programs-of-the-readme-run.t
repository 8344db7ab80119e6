use strict;
use warnings;

use IO::Socket::INET;
use Socket qw(inet_aton);
use lib 't/lib';
use ExampleProgram;
use RealProgram;
use Test::More;
use Time::HiRes qw(sleep time);

# What README.md shows is what one types: each program runs as it is, but for the number of the port.

open my $in, '<', 'README.md' or die "README.md: $!";
my $readme   = do { local $/; readline $in };
my @programs = $readme =~ /^```perl\n(.*?)^```$/msg;
is(scalar @programs, 4, 'four programs: a session, a service, a client, and one that waits');
my ($session, $service, $client, $waiting) = @programs;

my $run = run_program(script_of($session), limit => 60);
$run->ended_well;
is($run->said, "Hello, world!\nBye.\n", 'the session');

for my $program ($service, $client, $waiting) {
    cmp_ok(scalar(() = $program =~ /\n/g), '<=', 20, 'is short');
}

my $port = free_port();
s/\b7000\b/$port/ or fail 'names its port' for $service, $client, $waiting;
my $server  = start_program(script_of($service), limit => 60);
my $give_up = time + 30;
sleep 0.05
    until IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port)
    or time > $give_up;
SKIP: {
    skip 'this system does not know localhost', 2 if !defined inet_aton('localhost');
    my $caller = run_program(script_of($client), limit => 60);
    $caller->ended_well;
    is($caller->said, "You said: Hello!\n", 'the service and its client');
}
SKIP: {
    skip 'Future::AsyncAwait is not installed', 2
        if !eval { require POE::Future; require Future::AsyncAwait; 1 };
    skip 'this system does not know localhost', 2 if !defined inet_aton('localhost');
    my $caller = run_program(script_of($waiting), limit => 60);
    $caller->ended_well;
    is($caller->said, "You said: hello\n", 'and one that waits');
}
$server->stop;

done_testing;
