use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# Memory: connections, whole servers and clients, and constructors that fail. POE's own components grow.

plan skip_all => 'for the components of this distribution' if is_upstream();

# A connection with a line each way, within one server and one client at a time.
sub converse {
    my (@server) = @_;
    my $port = serve(
        @server,
        ClientInput        => sub { $_[HEAP]{client}->put("you said $_[ARG0]") },
        ClientDisconnected => \&end_server,
    );
    client(
        $port,
        Connected   => sub { $_[HEAP]{server}->put('hello') },
        ServerInput => sub { $_[KERNEL]->yield('shutdown') },
    );
    run_log();
    return;
}

# The kernel keeps names of wheels' states for a while, so it is bytes that are counted, not scalars.
sub stays_small {
    my ($name, $code) = @_;
    $code->() for 1 .. 300;
    my $grown;
    for (1 .. 3) {
        my $before = resident_bytes();
        $code->() for 1 .. 600;
        $grown = resident_bytes() - $before;
        last if $grown < 100_000;
    }
    return cmp_ok $grown, '<', 100_000, "$name leaves nothing behind";
}

stays_small('a server, a client and a connection', sub { converse() });
stays_small(
    'the same with limits of time and number',
    sub { converse(ClientTimeout => 30, MaxClients => 5, Concurrency => 4, ReusePort => 1) });
stays_small(
    'a client that is refused',
    sub {
        client(9, ConnectTimeout => 30, ConnectError => sub { });
        run_log();
    });

no_growth(
    'constructors that fail',
    sub {
        eval { serve(ClientInput  => 'no code') };
        eval { serve(ListenerArgs => {}) };
        eval { client(9, Connected => 'no code') };
        eval { client(9, Filter    => {}) };
    },
    100
);

subtest 'connections of one server' => sub {
    my ($count, @sizes) = (0);
    my $port = serve(
        ClientInput => sub { $_[HEAP]{client}->put($_[ARG0]); $_[KERNEL]->yield('shutdown') },
        ClientDisconnected => sub { $poe_kernel->post(driver => 'next') },
    );
    session(
        _start => sub { $_[KERNEL]->alias_set('driver'); $_[KERNEL]->yield('next') },
        next   => sub {
            push @sizes, resident_bytes() if $count == 500 or $count == 2000;
            return end_server()           if $count++ == 2000;
            peer($port, connected => sub { $_[0]->say('hello') });
        },
    );
    run_log();
    cmp_ok $sizes[1] - $sizes[0], '<', 200_000, 'leave nothing behind';
};

subtest 'a listener of several sockets' => sub {
    my @mine = map { (listener())[0] } 1 .. 2;
    stays_small('it', sub { serve(Listeners => \@mine); end_server(); run_log() });
};

done_testing;
