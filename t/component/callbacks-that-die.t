use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# A callback of a TCP component dies, once. If nobody handles that, run() throws it after all has been
# stopped; if a session above handles it, the component goes on and serves the next one.
$SIG{ALRM} = sub { die "the test hangs\n" };

my %dies;

sub dies_once {
    my ($name) = @_;
    die "in $name\n" if delete $dies{$name};
    return;
}

# All callbacks of a server, each of which dies if it is to.
sub server_that_dies {
    return serve(
        Started            => sub { dies_once('Started') },
        ClientPreConnect   => sub { dies_once('ClientPreConnect'); return $_[ARG0] },
        ClientConnected    => sub { dies_once('ClientConnected') },
        ClientInput        => sub { $_[HEAP]{client}->put("<$_[ARG0]>"); dies_once('ClientInput') },
        ClientFlushed      => sub { dies_once('ClientFlushed') },
        ClientDisconnected => sub { dies_once('ClientDisconnected') },
        ClientError        => sub { dies_once('ClientError') },
    );
}

my @callbacks = qw(
    Started ClientPreConnect ClientConnected ClientInput ClientFlushed ClientDisconnected ClientError
);

# A peer that says a line, and goes when it has an answer or is left.
sub short_peer {
    my ($port, $closed) = @_;
    return peer(
        $port,
        connected => sub { $_[0]->say('line') },
        got       => sub { $_[0]->leave; $closed->() },
        closed    => $closed,
    );
}

sub nothing_is_left {
    my ($name) = @_;
    return is join(' ', $poe_kernel->_data_handle_count, $poe_kernel->get_event_count), '0 0',
        "$name: nothing is left";
}

for my $name (@callbacks) {
    %dies = ($name => 1);
    my $port = server_that_dies();
    my $peer = peer(
        $port,
        connected => sub { $_[0]->say('line') },
        got       => sub { $name eq 'ClientError' ? $_[0]->reset : $_[0]->leave },
    );
    ok !eval { $poe_kernel->run; 1 }, "$name, not handled: run throws";
    is $@, "in $name\n", 'what was thrown';
    nothing_is_left($name);
}

# The same below a session that handles it. The first peer may not get its answer, the second does.
# (POE keeps a connection whose ClientDisconnected died, so that it does not end by itself.)
for my $name (grep { $_ ne 'ClientDisconnected' || !is_upstream() } @callbacks) {
    %dies = ($name => 1);
    my ($port, @told, $second);
    session(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            $port = server_that_dies();
            $_[KERNEL]->yield('first');
            $_[KERNEL]->delay(late => scaled(20));
        },
        died  => sub { push @told, $_[ARG1]{error_str}; $_[KERNEL]->sig_handled },
        first => sub {
            my $session = $_[SESSION];
            my $next    = sub { $poe_kernel->post($session, 'second') };
            my $first   = peer(
                $port,
                connected => sub { $_[0]->say('line'); $next->() if $name eq 'ClientPreConnect' },
                got    => sub { $name eq 'ClientError' ? $_[0]->reset : $_[0]->leave; $next->() },
                closed => sub { },
            );
            $_[HEAP]{first} = $first;
        },
        second => sub {
            my $session = $_[SESSION];
            $second = short_peer($port, sub { $poe_kernel->post($session, 'end') });
        },
        end => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $heap->{first}->leave if $name eq 'ClientPreConnect';
            $kernel->delay('late');
            end_server();
        },
        late   => sub { push @told, 'late'; $_[KERNEL]->stop },
        _child => sub { },
    );
    ok eval { $poe_kernel->run; 1 }, "$name, handled: run returns" or diag $@;
    is_deeply \@told, ["in $name\n"], 'the session above is told';
    like $second && $second->received, qr/\A<line>/, 'the next peer has its answer';
    nothing_is_left($name);
}

# ---------------------------------------------------------------------------
# Clients

my @client_callbacks
    = qw(Started PreConnect Connected ServerInput ServerFlushed ServerError Disconnected);

sub client_that_dies {
    my ($port, @more) = @_;
    return client(
        $port,
        Started       => sub { dies_once('Started') },
        PreConnect    => sub { dies_once('PreConnect');       return $_[ARG0] },
        Connected     => sub { $_[HEAP]{server}->put('line'); dies_once('Connected') },
        ServerInput   => sub { dies_once('ServerInput') },
        ServerFlushed => sub { dies_once('ServerFlushed') },
        ServerError   => sub { dies_once('ServerError') },
        Disconnected  => sub { dies_once('Disconnected') },
        @more,
    );
}

for my $name (@client_callbacks) {
    %dies = ($name => 1);
    my ($socket, $port) = listener();
    accepted_by($socket, count => 1, got => sub { $_[0]->say('answer'); $_[0]->leave });
    client_that_dies($port);
    ok !eval { $poe_kernel->run; 1 }, "client's $name, not handled: run throws";
    is $@, "in $name\n", 'what was thrown';
    nothing_is_left("client's $name");
}

subtest 'nobody to connect to' => sub {
    my ($socket, $port) = listener();
    close $socket;
    %dies = (ConnectError => 1);
    client_that_dies($port, ConnectError => sub { dies_once('ConnectError') });
    ok !eval { $poe_kernel->run; 1 };
    is $@, "in ConnectError\n";
    nothing_is_left('ConnectError');
};

for my $name (qw(Connected ServerInput ServerFlushed)) {
    %dies = ($name => 1);
    my ($socket, $port) = listener();
    my @told;
    accepted_by($socket, count => 1, got => sub { $_[0]->say('answer') });
    session(
        _start => sub { $_[KERNEL]->sig(DIE => 'died'); client_that_dies($port) },
        died   => sub {
            push @told, $_[ARG1]{error_str};
            $_[KERNEL]->sig_handled;
            $_[KERNEL]->post(client => 'shutdown');
        },
        _child => sub { },
    );
    ok eval { $poe_kernel->run; 1 }, "client's $name, handled: run returns" or diag $@;
    is_deeply \@told, ["in $name\n"], 'the session above is told';
    nothing_is_left("client's $name");
}

done_testing;
