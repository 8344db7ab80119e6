#!/usr/bin/perl
# A TCP proxy: hands each connection on to another host and port, byte for byte. Every pair of connections
# is a session. Whoever reads slowly makes the other side wait, so memory stays small whatever is sent;
# and when one side has ended its direction, the other one goes on.

use strict;
use warnings;

use POE    qw(Filter::Stream Wheel::ReadWrite Wheel::SocketFactory);
use Socket qw(inet_ntoa unpack_sockaddr_in);

my $usage = <<"TEXT";
usage: $0 PORT TARGET_HOST:TARGET_PORT [ADDRESS]

Listens on PORT (0: any free one) of ADDRESS, which is 127.0.0.1 unless given, and passes connections
on. It says where it listens, and of each connection how many octets went each way.
TEXT

my ($port, $target, $address)   = (@ARGV, '127.0.0.1');
my ($target_host, $target_port) = ($target // '') =~ /\A(.+):(\d+)\z/;
die $usage if @ARGV < 2 or @ARGV > 3 or $port !~ /\A\d+\z/ or !$target_port;
$| = 1;

my ($high, $low) = (256 * 1024, 64 * 1024);    # octets that may wait for a slow reader

# ---------------------------------------------------------------------------
# The session that listens

POE::Session->create(
    inline_states => {
        _start   => \&listen_on_port,
        accepted => sub { new_pair(@_[ ARG0 .. ARG2 ]) },
        failed   => sub { die "$_[ARG0]: $_[ARG2]\n" },
        end      => \&end,
    },
);

sub listen_on_port {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->sig($_ => 'end') for qw(INT TERM);
    my $listener = $heap->{listener} = POE::Wheel::SocketFactory->new(
        BindAddress  => $address,
        BindPort     => $port,
        Reuse        => 'yes',
        SuccessEvent => 'accepted',
        FailureEvent => 'failed',
    );
    my $name = $listener->getsockname or return;
    my ($bound, $host) = unpack_sockaddr_in($name);
    printf "listening on %s:%d\n", inet_ntoa($host), $bound;
}

# The first signal ends the listening, and connections may take their time; the next one ends them too.
sub end {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    return if !delete $heap->{listener};
    print "$_[ARG0]: no more connections\n";
    $kernel->sig_handled;
}

# ---------------------------------------------------------------------------
# A session for each pair. A wheel is known by the direction that it reads: "there" has what is to be
# taken to the target, "back" what comes from it.

sub new_pair {
    my ($socket, $host, $from_port) = @_;
    POE::Session->create(
        args          => [ $socket, inet_ntoa($host) . ":$from_port" ],
        inline_states => {
            _start      => \&connect_to_target,
            connected   => \&join_them,
            unreachable => sub { print "$_[HEAP]{client}: $_[ARG2]\n"; %{ $_[HEAP] } = () },
            input       => \&pass_on,
            low         => sub { $_[HEAP]{ other_of($_[HEAP], $_[ARG0]) }->resume_input },
            flushed     => \&flushed,
            error       => \&ended,
        },
    );
}

sub connect_to_target {
    my ($heap, $socket, $client) = @_[ HEAP, ARG0, ARG1 ];
    %$heap = (client => $client, socket => $socket, octets => { there => 0, back => 0 });
    $heap->{connector} = POE::Wheel::SocketFactory->new(
        RemoteAddress => $target_host,
        RemotePort    => $target_port,
        SuccessEvent  => 'connected',
        FailureEvent  => 'unreachable',
    );
}

sub join_them {
    my ($heap, $socket) = @_[ HEAP, ARG0 ];
    delete $heap->{connector};
    $heap->{there}     = new_wheel(delete $heap->{socket});
    $heap->{back}      = new_wheel($socket);
    $heap->{direction} = { map { $heap->{$_}->ID => $_ } qw(there back) };
}

sub new_wheel {
    my ($socket) = @_;
    return POE::Wheel::ReadWrite->new(
        Handle     => $socket,
        Filter     => POE::Filter::Stream->new,
        InputEvent => 'input', ErrorEvent => 'error', FlushedEvent => 'flushed',
        HighMark   => $high, LowMark      => $low, LowEvent        => 'low',
    );
}

# The direction that is read by the other wheel.
sub other_of {
    my ($heap, $id) = @_;
    return $heap->{direction}{$id} eq 'there' ? 'back' : 'there';
}

# put says when too much waits: then nothing more is read, until the water is low again.
sub pass_on {
    my ($heap, $bytes, $id) = @_[ HEAP, ARG0, ARG1 ];
    my $direction = $heap->{direction}{$id};
    my $writer    = $heap->{ other_of($heap, $id) } or return;
    $heap->{octets}{$direction} += length $bytes;
    $heap->{$direction}->pause_input if $writer->put($bytes);
}

# One direction has ended: so shall its continuation, once everything is through. An error, or the end
# of both, ends the pair.
sub ended {
    my ($heap, $operation, $errno, $id) = @_[ HEAP, ARG0, ARG1, ARG3 ];
    my $direction = $heap->{direction}{$id} or return;
    return close_both($heap) if $errno;
    $heap->{ended}{$direction} = 1;
    my $writer = other_of($heap, $id);
    finish($heap, $writer) if !$heap->{$writer}->get_driver_out_octets;
}

# This wheel has written all it had.
sub flushed {
    my ($heap, $id) = @_[ HEAP, ARG0 ];
    my $writer = $heap->{direction}{$id} or return;
    finish($heap, $writer) if $heap->{ended}{ other_of($heap, $id) };
}

sub finish {
    my ($heap, $writer) = @_;
    $heap->{$writer}->shutdown_output;
    $heap->{finished}{$writer} = 1;
    close_both($heap) if keys %{ $heap->{finished} } == 2;
}

sub close_both {
    my ($heap) = @_;
    printf "%s: %d octets there, %d back\n", $heap->{client}, @{ $heap->{octets} }{qw(there back)};
    %$heap = ();
}

POE::Kernel->run;
print "stopped\n";
