#!/usr/bin/perl
# The echo server again, with TLS, and with what a server on the open network needs: a limit of users, of
# time and of the length of a line, and an end that cuts nobody off.
#     openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost \
#         -addext subjectAltName=DNS:localhost -keyout key.pem -out certificate.pem
#     script/run examples/tls-echo-server.pl certificate.pem key.pem 4000
#     script/run examples/line-client.pl --tls --trust certificate.pem localhost 4000

use strict;
use warnings;

use POE    qw(Component::Server::TCP Filter::Line);
use Socket qw(inet_ntoa unpack_sockaddr_in);

my $usage = <<"TEXT";
usage: $0 CERTIFICATE KEY [PORT [ADDRESS]]

Sends each line back, over TLS. CERTIFICATE and KEY are files in PEM format. Without PORT, or with 0, it
listens on any free port, and says which; ADDRESS is 127.0.0.1 unless given. Ctrl-C or TERM ends it.
TEXT

my ($certificate, $key, $port, $address) = (@ARGV, (undef, undef, 0, '127.0.0.1')[ @ARGV .. 3 ]);
die $usage if @ARGV < 2 or @ARGV > 4 or $port !~ /\A\d+\z/;
$| = 1;

POE::Component::Server::TCP->new(
    Address         => $address,
    Port            => $port,
    TLS             => { SSL_cert_file => $certificate, SSL_key_file => $key },
    MaxClients      => 1000,
    ClientTimeout   => 600,
    ClientFilter    => POE::Filter::Line->new(MaxLength => 8192, MaxBuffer => 128 * 1024),
    Started         => \&started,
    Error           => sub { die "$_[ARG0]: $_[ARG2]\n" },
    ClientConnected => sub { $_[KERNEL]->sig(DIE => 'too_much') },
    ClientInput     => sub { $_[HEAP]{client}->put($_[ARG0]) },
    ClientError     => \&client_error,
    ClientDrain     => sub { $_[KERNEL]->yield('shutdown') },
    InlineStates    => { too_much => \&too_much },
);

sub started {
    my $kernel = $_[KERNEL];
    $kernel->state(end => \&end);
    $kernel->sig($_ => 'end') for qw(INT TERM);
    my ($bound, $host) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname);
    printf "listening on %s:%d\n", inet_ntoa($host), $bound;
}

# Handshakes that fail come here, too. The end of a connection is an error whose number is 0.
sub client_error {
    my ($heap, $operation, $errno, $text) = @_[ HEAP, ARG0 .. ARG2 ];
    print "$heap->{remote_ip}: $operation: $text\n" if $errno;
}

# The filter dies of a line that is too long; only this connection shall end of it.
sub too_much {
    my ($kernel, $heap, $exception) = @_[ KERNEL, HEAP, ARG1 ];
    print "$heap->{remote_ip}: $exception->{error_str}" =~ s/ at .*//sr, "\n";
    $kernel->yield('shutdown');
    $kernel->sig_handled;
}

sub end {
    my $kernel = $_[KERNEL];
    $kernel->yield(drain => 5);
    $kernel->sig($_) for qw(INT TERM);
    $kernel->sig_handled;
}

POE::Kernel->run;
print "stopped\n";
