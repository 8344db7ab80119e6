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
is(
    scalar @programs, 5,
    'five programs: a session, a service, a client, one that waits, one of two kernels'
);
my ($session, $service, $client, $waiting, $shop) = @programs;

my $run = run_program(script_of($session), limit => 60);
$run->ended_well;
is($run->said, "Hello, world!\nBye.\n", 'the session');

for my $program ($service, $client, $waiting, $shop) {
    cmp_ok(scalar(() = $program =~ /\n/g), '<=', 20, 'is short');
}

my $port = free_port();
s/\b7000\b/$port/ or fail 'names its port' for $service, $client, $waiting;
my $server = start_program(script_of($service), limit => 60);
wait_for($port);
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

# Whom the last one asks; its wire is one that needs no server.
my $stock = <<'PERL';
use POE qw(Component::IKC);
POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->alias_set('prices');
            POE::Component::IKC->join(name => 'Stock', listen => 'WIRE');
            $_[KERNEL]->call(IKC => publish => prices => ['price_of']);
        },
        price_of => sub { return { tea => 3 }->{ $_[ARG0] } },
    },
);
POE::Kernel->run;
PERL
SKIP: {
    skip 'Future is not installed', 3 if !eval { require POE::Future };
    my $port = free_port();
    my $wire = "ikc://127.0.0.1:$port";
    ok($shop =~ s{\bnats://[^']*}{$wire}, 'names its wire');
    my $other = start_program(script_of($stock =~ s/WIRE/$wire/r), limit => 60);
    wait_for($port);
    my $caller = run_program(script_of($shop), limit => 60);
    $caller->ended_well;
    is($caller->said, "tea is 3\n", 'and one that asks another kernel');
    $other->stop;
}

done_testing;

# Until somebody listens there.
sub wait_for {
    my ($where) = @_;
    my $give_up = time + 30;
    sleep 0.05
        until IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $where)
        or time > $give_up;
    return;
}
