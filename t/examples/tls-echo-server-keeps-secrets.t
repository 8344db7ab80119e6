use strict;
use warnings;

use File::Temp qw(tempdir);
use lib 't/lib';
use ExampleProgram;
use Peers qw(needs_tool);
use POETest;
use RealProgram qw(needs);
use Test::More;

plan skip_all => 'TLS is of this distribution' if is_upstream();
needs_tool('openssl');
needs('Net::SSLeay');

my $folder = tempdir(CLEANUP => 1);
my @files  = ("$folder/certificate.pem", "$folder/key.pem");
system "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    . " -addext subjectAltName=DNS:localhost -out $files[0] -keyout $files[1] 2>/dev/null";
ok(-s $files[0], 'a certificate') or BAIL_OUT('openssl makes none');

my $server = start_example('tls-echo-server.pl', args => \@files);
my $port   = where_it_listens($server);

sub start_client {
    my (@options) = @_;
    return start_example('line-client.pl', args => [ @options, 'localhost', $port ], input => 1);
}

subtest 'a client that trusts the certificate' => sub {
    my $client = start_client('--tls', '--trust', $files[0]);
    type($client, 'hello', 'x' x 8000);
    ok($client->await(qr/^hello\nx{8000}\n/m), 'lines come back');
    close delete $client->{in};
    $client->finish->ended_well;
};

subtest 'one that does not' => sub {
    my $client = start_client('--tls');
    $client->finish;
    like($client->said, qr/verify failed/, 'says why it does not connect');
    is($client->status >> 8, 1, 'and fails');
    ok($server->await(qr/^127.0.0.1: handshake: /m), 'which the server notices');
};

subtest 'one that does not speak TLS' => sub {
    my $socket = connect_to_example($port);
    syswrite $socket, "hello\n";
    1 while sysread $socket, my $ignored, 4096;
    ok($server->await(qr/handshake: .*\n.*handshake: /), 'is hung up on');
};

subtest 'a line without an end' => sub {
    my $client = start_client('--tls', '--trust', $files[0]);
    type($client, 'y' x 400_000);
    ok($server->await(qr/Framing buffer exceeds the limit/), 'is noticed');
    $client->finish;
    isnt($client->status, undef, 'and its connection ends');
};

my $last = start_client('--tls', '--trust', $files[0]);
type($last, 'still there?');
ok($last->await(qr/^still there\?\n/m), 'the server goes on');
ends_on($server, INT => 'stopped');
$last->finish->ended_well;
shows_usage('tls-echo-server.pl', 'certificate');

done_testing;
