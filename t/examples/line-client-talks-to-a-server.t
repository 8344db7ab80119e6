use strict;
use warnings;

use IO::Socket::INET;
use lib 't/lib';
use ExampleProgram;
use Test::More;

my $listener = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die "listen: $!";
my $port     = $listener->sockport;

sub start_client { return start_example('line-client.pl', args => [ '127.0.0.1', $port ], @_) }

subtest 'both directions' => sub {
    my $client = start_client(input => 1);
    my $socket = $listener->accept or die "accept: $!";
    syswrite $socket, "welcome\r\n";
    ok($client->await(qr/^welcome\n/m), 'a line of the server is printed');
    type($client, 'hello');
    is(read_line($socket), 'hello', 'a line of the input is sent');

    type($client, map {"line $_"} 1 .. 10_000);
    close delete $client->{in};
    my @lines = map { read_line($socket) } 1 .. 10_000;
    is_deeply(
        \@lines, [ map {"line $_"} 1 .. 10_000 ],
        'all is sent before the direction is closed'
    );
    is(read_line($socket), undef, 'which then is closed');
    syswrite $socket, "good";
    syswrite $socket, "bye\r\n";
    close $socket;
    $client->finish;
    $client->ended_well;
    like($client->said, qr/\Awelcome\ngoodbye\n\z/, 'while answers still are printed');
};

subtest 'with echo-server.pl' => sub {
    my $server = start_example('echo-server.pl');
    my $file   = start_example(
        'line-client.pl',
        args  => [ '127.0.0.1', where_it_listens($server) ],
        input => 1
    );
    type($file, qw(one two three));
    close delete $file->{in};
    $file->finish;
    $file->ended_well;
    is($file->said, "one\ntwo\nthree\n", 'every line comes back');
    ends_on($server, TERM => 'stopped');
};

subtest 'signals' => sub {
    my $client = start_client(input => 1);
    my $socket = $listener->accept or die "accept: $!";
    syswrite $socket, "hello\r\n";
    $client->await(qr/hello/);
    ends_on($client, INT => 'hello');
};

subtest 'nobody listens' => sub {
    my ($quiet, $held)  = quiet_port();
    my ($said, $status) = example_says('line-client.pl', '127.0.0.1', $quiet);
    is($said, "127.0.0.1 $quiet: Connection refused\n", 'the reason is told');
    is($status >> 8, 1, 'and is a failure');
};

shows_usage('line-client.pl', '127.0.0.1');

done_testing;
