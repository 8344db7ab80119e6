use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# The ways in which a connection ends, and what is told of it.

my @names = map {"Client$_"} qw(Input Flushed Error Disconnected);

sub without_ids {
    return [ map {s/\A(Client.*) \d+\z/$1/r} @{ $_[0] } ];
}

subtest 'shutdown waits until output is out' => sub {
    my $size = 20_000_000;
    my $port = serve(
        callbacks_of([ 'ClientFlushed', 'ClientError' ]),
        ClientConnected => sub {
            $_[HEAP]{client}->put('x' x $size);
            $_[KERNEL]->yield('shutdown') for 1 .. 2;
        },
        ClientDisconnected => sub {
            note_down('ended with', $_[HEAP]{client}->get_driver_out_octets);
            end_server();
        },
    );
    my $peer = peer($port);
    is_deeply without_ids(run_log()), [ 'ClientFlushed', 'ended with 0' ], 'and is told of once';
    is length $peer->received, $size + 2, 'nothing is lost';
    is $peer->how, 'ended';
};

subtest 'shutdown with nothing to write' => sub {
    my $port = serve(
        callbacks_of(\@names, ClientDisconnected => \&end_server),
        ClientConnected => sub { $_[KERNEL]->yield(shutdown => 'now', 'please') },
    );
    my $peer = peer($port);
    is_deeply run_log(), ['ClientDisconnected now please'], 'happens at once';
    is $peer->how, 'ended';
};

subtest 'input after a shutdown' => sub {
    my $port = serve(callbacks_of(
        \@names,
        ClientInput => sub {
            return $_[KERNEL]->call($_[SESSION], 'shutdown') if $_[ARG0] eq 'now';
            $_[KERNEL]->yield('shutdown')                    if $_[ARG0] eq 'soon';
        },
        ClientDisconnected => sub { end_server() if ++$_[HEAP]{n} },
    ));
    peer($port, connected => sub { $_[0]->say(qw(one soon two three)) });
    is_deeply [ grep {/Input/} @{ without_ids(run_log()) } ],
        [ map {"ClientInput $_"} qw(one soon two three) ],
        'of the same chunk comes until the event does';

    $port = serve(callbacks_of(
        \@names,
        ClientInput => sub { $_[KERNEL]->call($_[SESSION], 'shutdown') if $_[ARG0] eq 'now' },
        ClientDisconnected => \&end_server,
    ));
    peer($port, connected => sub { $_[0]->say(qw(one now two)) });
    is_deeply [ grep {/Input/} @{ without_ids(run_log()) } ],
        [ 'ClientInput one', 'ClientInput now' ], 'and not any more then';
};

subtest 'a peer that goes' => sub {
    my $port = serve(callbacks_of(\@names, ClientDisconnected => \&end_server));
    peer($port, connected => sub { $_[0]->say('hello'); $_[0]->leave });
    is_deeply without_ids(run_log()),
        [ 'ClientInput hello', 'ClientError read 0 ', 'ClientDisconnected' ],
        'is an error without a number, then the end';
};

subtest 'a peer that resets' => sub {
    my $port = serve(
        callbacks_of(\@names, ClientDisconnected => \&end_server),
        ClientConnected => sub { $_[HEAP]{client}->put('x' x 20_000_000); },
    );
    peer($port, got => sub { $_[0]->reset });
    my @log = @{ without_ids(run_log()) };
    like $log[0], qr/\AClientError (?:read|write) \d+ \S/;
    is $log[-1], 'ClientDisconnected', 'output that waits is not waited for';
};

subtest 'with ClientShutdownOnError off' => sub {
    my $port = serve(
        callbacks_of(
            \@names,
            ClientError        => sub { $_[KERNEL]->delay(later => scaled(0.05)) },
            ClientDisconnected => \&end_server,
        ),
        ClientShutdownOnError => 0,
        InlineStates          => {
            later => sub {
                note_down('later', $_[HEAP]{shutdown_on_error}, $_[HEAP]{got_an_error});
                $_[HEAP]{client}->put('still here');
                $_[KERNEL]->yield('shutdown');
            },
        },
    );
    my $peer = peer($port, connected => sub { $_[0]->half_close });
    is_deeply without_ids(run_log()),
        [ 'ClientError read 0 ', 'later 0 undef', 'ClientFlushed', 'ClientDisconnected' ],
        'the connection stays until it is shut down';
    is $peer->received, "still here\x0d\x0a", 'and can be written to';
};

subtest 'a program that drops the wheel' => sub {
    my $port = serve(
        callbacks_of(\@names, ClientInput => sub { delete $_[HEAP]{client}; end_server() }),
        Stopped => sub { note_down('Stopped') },
    );
    my $peer = peer($port, connected => sub { $_[0]->say('hello') });
    is_deeply without_ids(run_log()), [ 'ClientInput hello', 'Stopped' ], 'is told nothing';
    is $peer->how, 'ended';
};

subtest 'the end of the server' => sub {
    my $port = serve(
        callbacks_of(\@names, ClientInput => sub { $_[KERNEL]->yield('shutdown') }),
        ClientConnected => sub { end_server(); $_[HEAP]{client}->put('still here') },
        Stopped         => sub { note_down('Stopped') },
    );
    peer($port, got => sub { $_[0]->say('bye') });
    is_deeply without_ids(run_log()),
        [ 'ClientFlushed', 'ClientInput bye', 'ClientDisconnected', 'Stopped' ],
        'leaves its connections be, and comes after the last';
};

subtest 'nobody can connect after it' => sub {
    my $port = serve(ClientInput => sub { });
    end_server();
    run_log();
    ok !eval { TcpStage::_socket_to($port) }, 'the port is closed';
    is $poe_kernel->alias_resolve('server'), undef, 'the name is free';
};

done_testing;
