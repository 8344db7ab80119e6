use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;
use Time::HiRes qw(time);

plan skip_all => 'POE does not have it' if is_upstream();

# "drain": nobody new is accepted, those who are there may finish.

# Two peers; the server is told to drain when both are there.
sub drain_with_two {
    my ($limit, %param) = @_;
    my $count = 0;
    my $port  = serve(
        ClientInput => sub {
            $_[HEAP]{client}->put("you said $_[ARG0]");
            $_[KERNEL]->yield('shutdown') if $_[ARG0] eq 'bye';
        },
        ClientConnected => sub {
            note_down('connected');
            $poe_kernel->post(server => drain => @$limit) if ++$count == 2;
        },
        ClientDisconnected => sub { note_down('disconnected') },
        ClientError        => sub { note_down('error') },
        Stopped            => sub { note_down('Stopped') },
        %param,
    );
    return ($port, map { peer($port) } 1 .. 2);
}

subtest 'without a limit' => sub {
    my ($port, @peers) = drain_with_two([]);
    my $accepts;
    end_after(
        0.2,
        sub {
            note_down('later');
            $accepts = eval { TcpStage::_socket_to($port) };
            $_->say('hello', 'bye') for @peers;
        });
    is_deeply run_log(),
        [ ('connected') x 2, 'later', ('disconnected') x 2, 'Stopped' ],
        'they end when they want';
    ok !$accepts, 'nobody else gets in';
    is $_->received, "you said hello\x0d\x0ayou said bye\x0d\x0a", 'they are served' for @peers;
};

subtest 'with a limit' => sub {
    my ($port, @peers) = drain_with_two([ scaled(0.3) ]);
    my $since = time;
    $peers[0]{connected} = sub { };
    end_after(0.1, sub { note_down('later'); $peers[0]->say('bye') });
    is_deeply run_log(),
        [ ('connected') x 2, 'later', 'disconnected', 'disconnected', 'Stopped' ],
        'who has not ended is';
    cmp_ok time - $since, '>=', 0.29;
    is $peers[1]->how, 'ended';
};

subtest 'with a limit, and a peer that does not read' => sub {
    my @peers;
    (undef, @peers) = drain_with_two(
        [ scaled(0.2) ],
        ClientConnected => sub {
            note_down('connected');
            $_[HEAP]{client}->put('x' x 20_000_000);
            $poe_kernel->post(server => drain => scaled(0.2)) if ++$_[SENDER]->get_heap->{n} == 2;
        },
        Stopped => sub { note_down('Stopped'); $_->leave for @peers },
    );
    $poe_kernel->select_pause_read($_->handle) for @peers;
    is_deeply run_log(),
        [ ('connected') x 2, ('disconnected') x 2, 'Stopped' ],
        'its output is given up';
};

subtest 'a limit that is not needed' => sub {
    my ($port, @peers) = drain_with_two([30]);
    my $since = time;
    $_->{got} = sub { }
        for @peers;
    end_after(0.05, sub { $_->say('bye') for @peers });
    run_log();
    cmp_ok time - $since, '<', scaled(10), 'is not waited for';
};

subtest 'nobody there' => sub {
    my $port  = serve(Stopped => sub { note_down('Stopped') });
    my $since = time;
    $poe_kernel->post(server => drain => 30);
    is_deeply run_log(), ['Stopped'];
    cmp_ok time - $since, '<', scaled(10), 'ends at once';
};

subtest 'connections that want to know' => sub {
    my ($port, @peers) = drain_with_two(
        [],
        ClientDrain => sub {
            note_down('ClientDrain');
            $_[HEAP]{client}->put('please leave');
            $_[KERNEL]->yield('shutdown');
        },
        ClientError => sub { },
    );
    is_deeply run_log(),
        [ ('connected') x 2, ('ClientDrain') x 2, ('disconnected') x 2, 'Stopped' ];
    is $_->received, "please leave\x0d\x0a" for @peers;
};

subtest 'a limit that comes later' => sub {
    my $count = 0;
    my ($port, @peers) = drain_with_two(
        [],
        ClientConnected => sub {
            note_down('connected');
            return if ++$count < 2;
            my $id = $poe_kernel->alias_resolve('server')->ID;
            $poe_kernel->post($id => @$_) for ['drain'], [ drain => 0.05 ];
        });
    is_deeply run_log(), [ ('connected') x 2, ('disconnected') x 2, 'Stopped' ];
};

done_testing;
