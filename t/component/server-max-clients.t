use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;
use Socket;

plan skip_all => 'POE does not have it' if is_upstream();

# MaxClients: those who are too many are not kept waiting, but sent away.

sub serve_two {
    my (%param) = @_;
    return serve(
        MaxClients  => 2,
        ClientInput => sub { $_[HEAP]{client}->put("you said $_[ARG0]") },
        %param,
    );
}

subtest 'a third one' => sub {
    my $port  = serve_two();
    my @peers = map { peer($port) } 1 .. 3;
    $peers[2]{closed} = sub { $_->say('hello') for @peers[ 0, 1 ]; };
    my $answered = 0;
    $_->{got} = sub { $_[0]->leave; end_server() if ++$answered == 2 }
        for @peers;
    run_log();
    is $peers[2]->how, 'ended', 'is refused in order';
    is $peers[2]->received, '', 'without a word';
    is $peers[$_]->received, "you said hello\x0d\x0a", 'the others do not notice' for 0, 1;
};

subtest 'a third one who has said something' => sub {
    my $port  = serve_two();
    my @peers = map {
        peer($port, connected => sub { $_[0]->say('hello') })
    } 1 .. 3;
    $peers[2]{closed} = sub { $_->leave for @peers[ 0, 1 ]; end_server() };
    run_log();
    is $peers[2]->how, 'ended', 'is not cut off either';
};

subtest 'a callback' => sub {
    my $port = serve_two(
        Refused => sub {
            note_down(
                'Refused', ref $_[ARG0], inet_ntoa($_[ARG1]), $_[HEAP]{connections},
                $_[HEAP]{listener}->ID == $_[ARG3] ? 'listener' : 'other'
            );
            return "come back later\n";
        });
    my @peers = map { peer($port) } 1 .. 3;
    $peers[2]{closed} = sub { $_->leave for @peers[ 0, 1 ]; end_server() };
    is_deeply run_log(), ['Refused GLOB 127.0.0.1 2 listener'];
    is $peers[2]->received, "come back later\n", 'says the last word';
};

subtest 'when one has left' => sub {
    my $port  = serve_two(ClientDisconnected => sub { note_down('ClientDisconnected') });
    my @peers = map { peer($port) } 1 .. 2;
    $poe_kernel->yield('later');
    end_after(
        0.05,
        sub {
            $peers[0]->leave;
            $_[KERNEL]->delay(again => scaled(0.05));
            $_[KERNEL]->state(
                again => sub {
                    push @peers,
                        peer(
                        $port, connected => sub { $_[0]->say('hello') },
                        got              => sub { $_->leave for @peers[ 1, 2 ]; end_server() });
                });
        });
    run_log();
    is $peers[2]->received, "you said hello\x0d\x0a", 'another gets in';
};

subtest 'with an acceptor' => sub {
    my $port = serve(
        MaxClients => 1,
        Acceptor   => sub { note_down('accepted'); push @{ $_[HEAP]{kept} }, $_[ARG0] },
        Refused    => sub { note_down('Refused');  $_[KERNEL]->yield('shutdown'); return },
    );
    my @peers = map { peer($port) } 1 .. 2;
    is_deeply run_log(), [qw(accepted Refused)];
};

done_testing;
