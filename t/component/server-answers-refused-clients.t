use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use TcpStage;
use Test::More;

use POE;
use Socket;

plan skip_all => 'the connection is reset there' if is_upstream();

# A client that sends all of its content before it looks for an answer. Its process fails if it cannot
# send, or does not get one.
sub stubborn_client {
    my ($port, $content) = @_;
    return spawn(sub {
        local $SIG{PIPE} = 'IGNORE';
        alarm scaled(30);
        my $socket = TcpStage::_socket_to($port);
        my $head   = "POST / HTTP/1.1\r\nContent-Length: " . length($content) . "\r\n\r\n";
        for my $part ($head, map { substr $content, 65_536 * $_, 65_536 } 0 .. 63) {
            (syswrite $socket, $part) // return 1;
        }
        my $answer = '';
        1 while sysread $socket, $answer, 65_536, length $answer;
        return $answer =~ m{\AHTTP/1.0 413 .*not accepted}s ? 0 : 2;
    });
}

sub refuse_all {
    my (%param) = @_;
    return serve(
        callbacks_of(['ClientError']),
        ClientDisconnected => sub { note_down('ClientDisconnected') },
        ClientFilter       => [ 'POE::Filter::HTTPD', MaxContent => 1000 ],
        ClientInput        => sub {
            note_down($_[ARG0]->code);
            $_[HEAP]{client}->put($_[ARG0]);
            $_[KERNEL]->yield('shutdown');
        },
        Stopped => sub { note_down('Stopped') },
        %param,
    );
}

sub refused_at {
    my ($port) = @_;
    my $socket = TcpStage::_socket_to($port);
    syswrite $socket, "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n";
    $socket->blocking(0);
    return $socket;
}

my $all = 'x' x (64 * 65_536);

subtest 'a client that is refused may send all' => sub {
    my $port = refuse_all();
    my $pid  = stubborn_client($port, $all);
    session(
        _start => sub { $_[KERNEL]->sig_child($pid, 'ended') },
        ended  => sub { note_down('client', $_[ARG2]); end_server() },
    );
    is_deeply [ grep { !/client/ } my @log = @{ run_log() } ],
        [ '413', 'ClientDisconnected', 'Stopped' ], 'it is refused once, and at once';
    is_deeply [ grep {/client/} @log ], ['client 0'], 'and gets the answer';
};

subtest 'one that does nothing more' => sub {
    my $port = refuse_all();
    my $peer = peer(
        $port,
        connected => sub { syswrite $_[0]->handle, "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n" },
        closed    => \&end_server,
    );
    run_log();
    like $peer->received, qr/not a number/, 'has its answer';
    is $peer->how, 'ended', 'and closes';
};

subtest 'one that does not even close' => sub {
    my $port   = refuse_all();
    my $since  = time;
    my $socket = refused_at($port);
    end_after(0.1, \&end_server);
    is_deeply run_log(), [ '400', 'ClientDisconnected', 'Stopped' ], 'is let go';
    cmp_ok time - $since, '<', scaled(8), 'soon';
};

subtest 'draining does not wait for it' => sub {
    my $port   = refuse_all(ClientDrain => sub { note_down('drain') });
    my $socket = refused_at($port);
    my $lingers;
    session(
        _start  => sub { $_[KERNEL]->delay(between => scaled(0.05)) },
        between => sub {
            return $_[KERNEL]->delay(between => scaled(0.05))
                if !sysread $socket, my $answer, 65_536;
            $lingers = 1;
            $_[KERNEL]->post(server => drain => 0.01);
        },
    );
    my @log = @{ run_log() };
    ok $lingers;
    is_deeply \@log, [ '400', 'ClientDisconnected', 'Stopped' ], 'nor is it told';
};

done_testing;
