#!/usr/bin/perl
# Talks to a line server, such as echo-server.pl or chat-server.pl: what comes on standard input goes to the
# server, what the server says is printed. Neither waits for the other.

use strict;
use warnings;

use Getopt::Long;
use POE qw(Component::Client::TCP Wheel::ReadWrite);

my $usage = <<"TEXT";
usage: $0 [--tls [--trust FILE]] HOST PORT

Sends lines from standard input, prints those that come back. At the end of the input it has sent
everything, closes that direction, and ends when the server has hung up too. So does Ctrl-C.

  --tls          talks TLS, with a server whose certificate the system trusts
  --trust FILE   trusts the certificates of FILE instead
TEXT

my %option;
GetOptions(\%option, 'tls', 'trust=s') or die $usage;
my ($host, $port) = @ARGV;
my %tls = $option{tls} ? (TLS => { map { (SSL_ca_file => $_) } $option{trust} // () }) : ();
die $usage if @ARGV != 2 or $port !~ /\A\w+\z/;
$| = 1;
my $status = 0;

POE::Component::Client::TCP->new(
    RemoteAddress  => $host,
    RemotePort     => $port,
    ConnectTimeout => 10,
    %tls,
    Started       => \&started,
    Connected     => \&connected,
    ConnectError  => \&failed,
    ServerInput   => sub { print "$_[ARG0]\n" },
    ServerFlushed => \&flushed,
    ServerError   => \&server_gone,
    Disconnected  => sub { delete $_[HEAP]{keyboard} },
    InlineStates  => { typed => \&typed, input_ended => \&input_ended },
);

sub started {
    my $kernel = $_[KERNEL];
    $kernel->state(leave => sub { $_[KERNEL]->yield('shutdown'); $_[KERNEL]->sig_handled });
    $kernel->sig($_ => 'leave') for qw(INT TERM);
}

# The keyboard is read once there is somebody to read for.
sub connected {
    $_[HEAP]{keyboard} = POE::Wheel::ReadWrite->new(
        InputHandle  => \*STDIN,
        OutputHandle => \*STDOUT,
        InputEvent   => 'typed',
        ErrorEvent   => 'input_ended',
    );
}

sub typed { $_[HEAP]{server}->put($_[ARG0]) if $_[HEAP]{server} }

# What is still on its way to the server must not be cut off.
sub input_ended {
    my $heap = $_[HEAP];
    delete $heap->{keyboard};
    $heap->{ended} = 1;
    my $server = $heap->{server} or return;
    end_output($heap) if !$server->get_driver_out_octets;
}

sub flushed { end_output($_[HEAP]) if $_[HEAP]{ended} }

# TLS has a message of its own for the end of a direction.
sub end_output {
    my ($heap) = @_;
    return $heap->{tls} ? $heap->{tls}->end_output : $heap->{server}->shutdown_output;
}

sub failed {
    print STDERR "$host $port: $_[ARG2]\n";
    $status = 1;
}

sub server_gone {
    my ($kernel, $operation, $errno, $text) = @_[ KERNEL, ARG0 .. ARG2 ];
    if ($errno) { print STDERR "$operation: $text\n"; $status = 1 }
    $kernel->yield('shutdown');
}

POE::Kernel->run;
exit $status;
