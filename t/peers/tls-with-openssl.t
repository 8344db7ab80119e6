use strict;
use warnings;

use lib 't/lib';
use Peers;
use RealProgram;
use Test::More;

# TLS through POE::Component::SSLify, whose sockets are tied handles: both pumps take the methods' way.
# The client is openssl's.

needs_tool('openssl');
needs('POE::Component::SSLify');

my $folder = new_folder();
system "cd $folder && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    . ' -keyout key -out certificate -batch 2>/dev/null';
ok(-s "$folder/certificate", 'a certificate') or BAIL_OUT('openssl makes none');

my $server = start_program(script_of(<<'PERL'), args => [$folder], limit => 60);
use POE qw(Filter::Line Wheel::ReadWrite Wheel::SocketFactory);
use POE::Component::SSLify qw(Server_SSLify SSLify_Options);
use Socket;

my $folder = shift;
SSLify_Options("$folder/key", "$folder/certificate");

POE::Session->create(package_states => [ main => [qw(_start connected line gone)] ]);

sub _start {
    my $listener = $_[HEAP]{listener} = POE::Wheel::SocketFactory->new(
        BindAddress => '127.0.0.1', BindPort => 0, SuccessEvent => 'connected', FailureEvent => 'gone',
    );
    printf "listening %d.\n", (unpack_sockaddr_in($listener->getsockname))[0];
}

sub connected {
    my $socket = Server_SSLify($_[ARG0]);
    my $wheel = POE::Wheel::ReadWrite->new(
        Handle => $socket, Filter => POE::Filter::Line->new(Literal => "\n"),
        InputEvent => 'line', ErrorEvent => 'gone',
    );
    $_[HEAP]{wheels}{ $wheel->ID } = $wheel;
}

sub line {
    my ($heap, $line, $id) = @_[HEAP, ARG0, ARG1];
    $heap->{wheels}{$id}->put("you said " . length($line) . " $line");
}

sub gone { delete $_[HEAP]{wheels}{ $_[ARG3] }; print "gone @_[ARG0 .. ARG1]\n" }

POE::Kernel->run;
PERL
$server->await(qr/listening (\d+)/) or BAIL_OUT($server->said);
my ($port) = $server->said =~ /listening (\d+)/;

my $long = 'x' x 50_000;
my $said = output_of_tool(
    "hello\n$long\nlast\n",
    'sh', '-c',
    "(cat; sleep 1) | openssl s_client -quiet -no_ign_eof -connect 127.0.0.1:$port 2>/dev/null"
);
is(
    $said, "you said 5 hello\nyou said 50000 $long\nyou said 4 last\n",
    'short and long lines both ways'
);
ok($server->await(qr/gone read/), 'the end of the connection is seen');

done_testing;
