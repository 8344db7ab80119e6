use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use FailingSystem;
use POETest;
use Test::More;

use Errno qw(ENFILE);
use POE   qw(Pipe::OneWay Pipe::TwoWay Wheel::ListenAccept Wheel::Run Wheel::SocketFactory);
use Socket;

# The system has no room for another open file (ENFILE). A listener is told and tries again in a while; all else fails
# with that error, and works when there is room.

plan skip_all => 'POE fails as often as the processor can' if is_upstream();

sub listening {
    socket my $socket, AF_INET, SOCK_STREAM, 0         or die "socket: $!";
    bind $socket, pack_sockaddr_in(0, INADDR_LOOPBACK) or die "bind: $!";
    listen $socket, 5                                  or die "listen: $!";
    return POE::Wheel::ListenAccept->new(
        Handle     => $socket, AcceptEvent => 'ok',
        ErrorEvent => 'bad'
    );
}

sub factory {
    return POE::Wheel::SocketFactory->new(SuccessEvent => 'ok', FailureEvent => 'bad', @_);
}

# What becomes of a wheel that is made in here.
sub said_by {
    my ($make, %more) = @_;
    my @log;
    play(
        _start => sub { $_[HEAP]{wheel} = $make->(); $more{then}->(@_) if $more{then} },
        ok  => sub { push @log, 'ok';                         %{ $_[HEAP] } = () },
        bad => sub { push @log, "$_[ARG0] " . ($_[ARG1] + 0); %{ $_[HEAP] } = () if !$more{then} },
        ended => sub { },
        free  => sub { push @log, 'free'; table_of_files_is_full(0) },
    );
    return @log;
}

sub connect_to {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my ($handle) = grep { ref eq 'GLOB' } @{ $heap->{wheel} };
    socket $heap->{client}, AF_INET, SOCK_STREAM, 0 or die "socket: $!";
    connect $heap->{client}, getsockname $handle    or die "connect: $!";
    table_of_files_is_full(1);
    $kernel->delay(free => scaled(0.3));
    return;
}

my %listener = (
    ListenAccept  => \&listening,
    SocketFactory => sub { factory(BindAddress => '127.0.0.1') },
);
for my $kind (sort keys %listener) {
    my @said = said_by($listener{$kind}, then => \&connect_to);
    my $told = grep { $_ eq 'accept ' . ENFILE } @said;
    is_deeply [ @said[ $told .. $#said ] ], [ 'free', 'ok' ], "$kind: accepts when there is room";
    cmp_ok $told, '>', 1, 'is told before';
    cmp_ok $told, '<=', scaled(20), 'but not all the time';
}

my @client = (RemoteAddress => '127.0.0.1', RemotePort => 9);
table_of_files_is_full(1);
is_deeply [ said_by(sub { factory(@client) }) ], [ 'socket ' . ENFILE ], 'no client';
is_deeply [ said_by(sub { factory(BindAddress => '127.0.0.1') }) ], [ 'socket ' . ENFILE ],
    'no new server';

for my $class (qw(POE::Pipe::OneWay POE::Pipe::TwoWay)) {
    my @got = $class->new;
    is_deeply [ scalar @got, $! + 0 ], [ 0, ENFILE ], "no $class";
}

sub run {
    my ($program, $conduit) = @_;
    my $wheel = POE::Wheel::Run->new(Program => $program, Conduit => $conduit, StdoutEvent => 'ok');
    $poe_kernel->sig_child($wheel->PID, 'ended');
    return $wheel;
}

my $text = do { local $! = ENFILE; "$!" };
for my $program (['true'], sub { }) {
    for my $conduit (qw(pipe pty pty-pipe socketpair inet)) {
        eval {
            said_by(sub { run($program, $conduit) });
        };
        like $@, qr/: \Q$text\E at /, "no program by $conduit";
    }
}

table_of_files_is_full(0);
is_deeply [ said_by(sub { run(['echo'], $_) }) ], ['ok'], "and then there is, by $_"
    for 'pipe', eval { require IO::Pty } ? 'pty' : ();

done_testing;
