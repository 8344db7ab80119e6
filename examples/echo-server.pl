#!/usr/bin/perl
# An echo server: every line comes back to whoever sent it. A whole network service is one call, with
# a handler for a line that has come; connections, buffers and their ends are the component's work.

use strict;
use warnings;

use POE    qw(Component::Server::TCP);
use Socket qw(inet_ntoa unpack_sockaddr_in);

my $usage = <<"TEXT";
usage: $0 [PORT [ADDRESS]]

Sends each line back. Without PORT, or with 0, it listens on any free port, and says which; ADDRESS
is 127.0.0.1 unless given. Ctrl-C or TERM ends it.
TEXT

my ($port, $address) = (@ARGV, (0, '127.0.0.1')[ @ARGV .. 1 ]);
die $usage if @ARGV > 2 or $port !~ /\A\d+\z/;
$| = 1;

POE::Component::Server::TCP->new(
    Address            => $address,
    Port               => $port,
    Started            => \&started,
    ClientConnected    => sub { print "$_[HEAP]{remote_ip} has come\n" },
    ClientInput        => sub { $_[HEAP]{client}->put($_[ARG0]) },
    ClientDisconnected => sub { print "$_[HEAP]{remote_ip} has gone\n" },
    Error              => sub { die "$_[ARG0]: $_[ARG2]\n" },
);

# A signal that nobody watches ends the process; INT and TERM, once watched, end every session after
# their handlers, and run returns.
sub started {
    my $kernel = $_[KERNEL];
    $kernel->state(ending => sub { print "$_[ARG0]: no more lines\n" });
    $kernel->sig($_ => 'ending') for qw(INT TERM);
    my ($bound, $host) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname);
    printf "listening on %s:%d\n", inet_ntoa($host), $bound;
}

POE::Kernel->run;
print "stopped\n";
