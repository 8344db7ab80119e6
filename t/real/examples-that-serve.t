use strict;
use warnings;

use lib 't/lib';
use OwnNetwork;
use DebianExamples;
use IO::Socket::INET;
use RealProgram;
use Test::More;

# Examples that serve or connect, most of them at a port that cannot be chosen.

needs_examples();
give_up_after(120);

my $port = 32100;

sub bytes_from {
    my ($socket, $count) = @_;
    my $got = '';
    while (length $got < $count) { sysread $socket, $got, 65_536, length $got or last }
    return $got;
}

subtest 'fakelogin: asks for name and password, and lets nobody in' => sub {
    my $program = start_program(example('fakelogin'), args => [ my $own = free_port() ]);
    my $socket  = connect_to($own);
    my $screen  = '';
    my $await   = sub {
        while ($screen !~ $_[0]) {
            sysread $socket, $screen, 4096, length $screen or return fail("$_[0]");
        }
        $screen = '';
        pass("$_[0]");
    };
    $await->(qr/login: \z/);
    syswrite $socket, "nobody\r\n";
    $await->(qr/Password: ?\z/i);
    syswrite $socket, "guess\r\n";
    $await->(qr/Login incorrect\s+login: \z/);
    close $socket;
    ok($program->await(qr/closed connection/), 'sees the end');
    $program->stop;
    $program->from_here;
};

subtest 'selects: a server and a client in one process' => sub {
    my $program = start_program(example('selects'));
    ok($program->await(qr/has lost a child session/), 'a connection from beginning to end');
    $program->stop;
    like($program->said, qr/client has connected/, 'the client connects');
    like($program->said, qr/^ ?!"#\$%&'\(\)\*\+,/m, 'and prints what it gets');
    $program->from_here;
};

for my $name (qw(watermarks tcp_watermarks)) {
    subtest "$name: stops writing while nobody reads" => sub {
        my $program = start_program(example($name));
        my $socket  = connect_to($port);
        ok($program->await(qr/paused/), 'pauses');
        my $text = bytes_from($socket, 100_000);
        cmp_ok(length $text, '>=', 100_000, 'all comes when it is read');
        ok($program->await(qr/paused(?s:.*)resum/), 'and resumes');
        my @lines = split /\r?\n/, substr $text, 0, 20_000;
        is(scalar(grep { length != 72 } @lines[ 0 .. 99 ]), 0, 'in whole lines');
        close $socket;
        $program->stop;
        $program->from_here;
    };
}

subtest 'wheels2: prints what the other side says' => sub {
    my $server = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:$port", ReuseAddr => 1);
    my $program = start_program(example('wheels2'), input => 1);
    my $socket  = $server->accept;
    syswrite $socket, "hello from the server\r\n";
    ok($program->await(qr/hello from the server/), 'a line arrives');
    close $socket;
    $program->stop;
    $program->from_here;
};

subtest 'thrash: many connections, and a sum in the end' => sub {
    my $program = start_program(example('thrash'));
    ok($program->await(qr{^bench: \d+ / 10 = [1-9]}m), 'connections a second');
    $program->stop;
    $program->from_here;
};

done_testing;
