use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Wheel::SocketFactory);
use Socket;

# The wheel goes, or its session, in its own handlers or before anything has happened.

my @here   = (BindAddress  => '127.0.0.1');
my @events = (SuccessEvent => 'made', FailureEvent => 'failed');

sub factory { return POE::Wheel::SocketFactory->new(@events, @_) }
sub port_of { return (unpack_sockaddr_in($_[0]->getsockname))[0] }

sub client_of {
    my ($wheel) = @_;
    socket my $client, AF_INET, SOCK_STREAM, 0 or die $!;
    connect $client, $wheel->getsockname       or die $!;
    return $client;
}

sub nothing_is_left {
    my ($name) = @_;
    is $poe_kernel->_data_handle_count, 0, "$name: no watcher is left";
    return;
}

# What is done to the wheel of a listener with two clients, when the first one is accepted.
sub accepts_until {
    my ($name, $end) = @_;
    my @log;
    play(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            my $wheel = $_[HEAP]{wheel} = factory(@here);
            $_[HEAP]{clients} = [ map { client_of($wheel) } 1 .. 2 ];
            $_[KERNEL]->delay(late => 0.05);
        },
        made => sub { push @log, 'made'; $end->(@_) if @log == 1 },
        died => sub { push @log, 'died'; $_[KERNEL]->sig_handled },
        late => sub { push @log, 'late'; %{ $_[HEAP] } = () },
    );
    nothing_is_left($name);
    return "@log";
}

is accepts_until('deleted', sub { delete $_[HEAP]{wheel} }), 'made late', 'deleted when accepting';
is accepts_until('died', sub { die "oops\n" }), 'made died made late', 'a handler that dies';
is accepts_until('replaced', sub { $_[HEAP]{wheel} = factory(@here) }), 'made late', 'replaced';
is accepts_until('stopped', sub { $_[KERNEL]->stop }), 'made', 'everything is stopped';
is accepts_until('session', sub { $_[KERNEL]->signal($_[SESSION], 'KILL') }), 'made',
    'the session is killed';

# What is done when a connection has been made.
sub connects_and {
    my ($name, $end, @to) = @_;
    my @log;
    play(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            my $server = $_[HEAP]{server} = factory(@here, SuccessEvent => 'accepted');
            $_[HEAP]{wheel}
                = factory(RemoteAddress => '127.0.0.1', RemotePort => port_of($server), @to);
        },
        accepted => sub { delete $_[HEAP]{server} },
        made     => sub { push @log, 'made';   delete $_[HEAP]{server}; $end->(@_) },
        failed   => sub { push @log, 'failed'; delete $_[HEAP]{server}; $end->(@_) },
        died     => sub { push @log, 'died';   $_[KERNEL]->sig_handled; %{ $_[HEAP] } = () },
    );
    nothing_is_left($name);
    return "@log";
}

is connects_and('deleted', sub { delete $_[HEAP]{wheel} }), 'made', 'deleted when connected';
is connects_and('kept', sub { }), 'made', 'kept: a wheel that is done holds nobody';
is connects_and('died', sub { die "oops\n" }), 'made died', 'dies when connected';
socket my $taken, AF_INET, SOCK_STREAM, 0         or die $!;
bind $taken, pack_sockaddr_in(0, INADDR_LOOPBACK) or die $!;
my @refused = (RemotePort => (unpack_sockaddr_in(getsockname $taken))[0]);
is connects_and('refused', sub { delete $_[HEAP]{wheel} }, @refused), 'failed',
    'deleted when refused';
is connects_and('refused', sub { die "oops\n" }, @refused), 'failed died', 'dies when refused';
is connects_and(
    'again',
    sub {
        $_[HEAP]{wheel} = factory(@refused, RemoteAddress => '127.0.0.1')
            unless $_[HEAP]{again}++;
    },
    @refused
    ),
    'failed failed', 'tries again when refused';

subtest 'before anything has happened' => sub {
    play(
        _start => sub {
            my $server = factory(@here);
            my $client = factory(RemoteAddress => '127.0.0.1', RemotePort => port_of($server));
            undef $_ for $client, $server;
            return;
        },
        made   => sub { fail 'made' },
        failed => sub { fail 'failed' },
    );
    nothing_is_left('dropped at once');
    play(
        _start => sub { $_[HEAP]{wheel} = factory(@here); $_[KERNEL]->yield('stop') },
        stop   => sub { $_[KERNEL]->stop });
    nothing_is_left('dropped with the session');
};

subtest 'a socket that has been handed over' => sub {
    my @log;
    play(
        _start => sub {
            my $server = $_[HEAP]{server} = factory(@here, SuccessEvent => 'accepted');
            $_[HEAP]{wheel} = factory(RemoteAddress => '127.0.0.1', RemotePort => port_of($server));
        },
        accepted => sub { syswrite $_[ARG0], 'hello'; delete $_[HEAP]{server} },
        made     => sub {
            $_[KERNEL]->select_read($_[ARG0], 'readable');
            delete $_[HEAP]{wheel};
        },
        readable => sub {
            sysread $_[ARG0], my $text, 100;
            push @log, $text;
            $_[KERNEL]->select_read($_[ARG0]);
        },
    );
    is "@log", 'hello', 'stays watched when its wheel goes';
};

subtest 'memory' => sub {
    plan skip_all => 'POE keeps a little of each wheel' if is_upstream();
    play(
        _start => sub {
            no_growth('a listener', sub { my $wheel = factory(@here); return }, 100);
            no_growth(
                'a failure in new',
                sub {
                    eval { factory(RemoteAddress => 'x') };
                    return;
                },
                200
            );
            return;
        });
    my $count = 0;
    play(
        _start => sub {
            $_[HEAP]{server} = factory(@here, SuccessEvent => 'accepted');
            $_[KERNEL]->yield('go');
        },
        go => sub {
            $_[HEAP]{wheel}
                = factory(RemoteAddress => '127.0.0.1', RemotePort => port_of($_[HEAP]{server}));
        },
        accepted => sub { },
        made     => sub {
            $_[HEAP]{at_first} = resident_bytes() if ++$count == 300;
            return $_[KERNEL]->yield('go')        if $count < 900;
            cmp_ok resident_bytes() - $_[HEAP]{at_first}, '<', 250_000,
                'connections leave nothing behind';
            %{ $_[HEAP] } = ();
        },
    );
};

done_testing;
