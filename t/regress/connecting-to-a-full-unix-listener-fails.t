use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EAGAIN);
use POE   qw(Component::Client::TCP Wheel::SocketFactory);
use Socket;

plan skip_all => 'POE 1.370 takes it for a connection on its way' if is_upstream();
plan skip_all => 'only Linux says so'                             if $^O ne 'linux';

# The system says EAGAIN of a listener whose queue is full: that is no attempt which goes on.
my $name = "\0poe-full-queue-$$";
socket my $listener, AF_UNIX, SOCK_STREAM, 0 or die $!;
bind $listener, pack_sockaddr_un($name)      or die $!;
listen $listener, 0                          or die $!;
socket my $first, AF_UNIX, SOCK_STREAM, 0    or die $!;
connect $first, pack_sockaddr_un($name)      or die $!;

subtest 'a wheel is told, and may try again' => sub {
    my @seen;
    my @wheel = (
        SocketDomain => AF_UNIX, RemoteAddress => $name,
        SuccessEvent => 'made', FailureEvent   => 'failed'
    );
    play(
        _start => sub { $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(@wheel) },
        failed => sub {
            push @seen, [ $_[ARG0], $_[ARG1] + 0 ];
            accept my ($accepted), $listener;
            $_[HEAP]{wheel} = @seen > 1 ? undef : POE::Wheel::SocketFactory->new(@wheel);
        },
        made => sub { push @seen, 'made'; delete $_[HEAP]{wheel} },
    );
    is_deeply \@seen, [ [ connect => EAGAIN ], 'made' ], 'once there is room';
};

subtest 'so is a client' => sub {
    my @seen;    # the queue is full again: nobody has accepted the last one
    POE::Component::Client::TCP->new(
        Domain        => AF_UNIX,
        RemoteAddress => $name,
        RemotePort    => 0,
        Connected     => sub { push @seen, 'connected'; $_[KERNEL]->yield('shutdown') },
        ConnectError  => sub { push @seen, [ $_[ARG0], $_[ARG1] + 0 ] },
        ServerInput   => sub { },
    );
    POE::Kernel->run;
    is_deeply \@seen, [ [ connect => EAGAIN ] ];
};

done_testing;
