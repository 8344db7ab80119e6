use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Wheel::SocketFactory);
use Socket;

my @events = (SuccessEvent => 'made', FailureEvent => 'failed');

# What new() died of and warned of, in a session of its own.
sub attempt {
    my @parameters = @_;
    my ($error, @warnings) = ('');
    play(
        _start => sub {
            @warnings = warnings_of(sub {
                eval { POE::Wheel::SocketFactory->new(@parameters); 1 } or $error = $@;
            });
        },
        made   => sub { },
        failed => sub { },
    );
    return ($error, @warnings);
}

sub dies {
    my ($name, $text, @parameters) = @_;
    my ($error) = attempt(@parameters);
    like $error, qr/\A\Q$text\E at \Q$0\E line \d+\.$/, $name;
    return;
}

sub warns {
    my ($name, $texts, @parameters) = @_;
    my ($error, @warnings) = attempt(@events, @parameters);
    is $error, '', "$name: not refused";
    s/ at \Q$0\E line \d+\.\n\z// for @warnings;
    is_deeply \@warnings, $texts, $name;
    return;
}

subtest 'errors are those of the line that calls' => sub {
    dies 'odd list', 'POE::Wheel::SocketFactory requires an even number of parameters', @events,
        'x';
    dies 'old style',
        'wheels no longer require a kernel reference as their first parameter', $poe_kernel, 1;
    dies 'parity comes first',
        'POE::Wheel::SocketFactory requires an even number of parameters', $poe_kernel;
    dies 'nothing at all', 'SuccessEvent required';
    dies 'no success event', 'SuccessEvent required', FailureEvent            => 'failed';
    dies 'one that is undef', 'SuccessEvent required', @events, SuccessEvent  => undef;
    dies 'no failure event', 'FailureEvent required', SuccessEvent            => 'made';
    dies 'an address, no port', 'RemotePort required', @events, RemoteAddress => '127.0.0.1';
    dies 'a port that is undef',
        'RemotePort required', @events, RemoteAddress => '127.0.0.1', RemotePort => undef;
    dies 'the same for IPv6',
        'RemotePort required', @events, SocketDomain => AF_INET6, RemoteAddress => '::1';
};

subtest 'protocols that the system knows' => sub {
    plan skip_all => 'this system knows no protocols' if !defined getprotobyname 'icmp';
    dies 'a protocol by number',
        'SocketFactory does not support Internet icmp sockets', @events, SocketProtocol => 1;
    dies 'a protocol by name',
        'SocketFactory does not support Internet icmp sockets', @events, SocketProtocol => 'icmp';
};

subtest 'what is ignored is said' => sub {
    my @here = (RemoteAddress => '127.0.0.1', RemotePort => 9);
    my $path = "\0poe-ignored-$$";
    warns 'port without address', ['RemotePort ignored without RemoteAddress'], RemotePort => 9;
    warns 'queue of a connecting socket', ['ListenQueue ignored'], @here, ListenQueue      => 3;
    warns 'queue of a UDP socket',
        ['Ignoring ListenQueue parameter for non-listening socket'],
        SocketProtocol => 'udp', ListenQueue => 3;
    warns 'protocol of a Unix socket',
        ['SocketProtocol ignored for Unix socket'],
        SocketDomain => AF_UNIX, BindAddress => $path, SocketProtocol => 'tcp';
    warns 'port of a Unix socket',
        ['BindPort ignored for Unix socket'],
        SocketDomain => AF_UNIX, BindAddress => $path, BindPort => 3;
    warns 'unknown parameters', [], Nonsense => 1;
    warns 'nothing to say of what is undef', [],
        RemoteAddress => undef, RemotePort => undef, ListenQueue => undef, BindPort => undef;
};

subtest 'references as event names' => sub {
    my @texts
        = map {"reference for $_ will be treated as an event name"} qw(SuccessEvent FailureEvent);
    warns 'when it listens', \@texts, SuccessEvent => [], FailureEvent => {};
    warns 'when it connects', \@texts,
        SuccessEvent => [], FailureEvent => {}, RemoteAddress => '127.0.0.1', RemotePort => 9;
    warns 'not when it does neither', [],
        SuccessEvent => [], FailureEvent => {}, SocketProtocol => 'udp';
};

subtest 'no kernel' => sub {
    my $kernel = $poe_kernel;
    undef $poe_kernel;
    eval { POE::Wheel::SocketFactory->new(@events) };
    $poe_kernel = $kernel;
    like $@, qr/\APOE::Wheel::SocketFactory requires a working Kernel at \Q$0\E line/;
};

subtest 'a wheel that was refused gives its ID back' => sub {
    POE::Wheel::_test_set_wheel_id(1000);
    dies 'refused', 'RemotePort required', @events, RemoteAddress => '127.0.0.1';
    POE::Wheel::_test_set_wheel_id(1000);
    is POE::Wheel::allocate_wheel_id(), 1001;
    POE::Wheel::free_wheel_id(1001);
};

done_testing;
