use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# The ways in which a client ends.

my @names = qw(ConnectError Connected ServerError Disconnected);
my $size  = 20_000_000;

# A client of a peer that only reads.
sub listened_to {
    my (%param) = @_;
    my ($listener, $port) = listener();
    my ($peer, %does)     = (undef, %{ delete $param{peer} || {} });
    accepted_by($listener, count => 1, connected => sub { $peer = $_[0] }, %does);
    my $id = client($port, %param);
    return ($id, sub { return $peer });
}

sub without_ids {
    return [ map {s/ \d+\z//r} @{ $_[0] } ];
}

subtest 'with nothing to write' => sub {
    my (undef, $peer) = listened_to(
        callbacks_of(['Disconnected']),
        Connected => sub { $_[KERNEL]->yield(shutdown => 'now') },
    );
    is_deeply run_log(), ['Disconnected now'], 'it is over at once';
    is $peer->()->how, 'ended';
};

subtest 'with output on the way' => sub {
    my (undef, $peer) = listened_to(
        Connected     => sub { $_[HEAP]{server}->put('x' x $size); $_[KERNEL]->yield('shutdown') },
        ServerFlushed => sub { note_down('ServerFlushed') },
        Disconnected  => sub { note_down('Disconnected', $_[HEAP]{server}, scalar(@_) - ARG0) },
    );
    is_deeply run_log(), [ 'ServerFlushed', 'Disconnected undef 1' ];
    is length $peer->()->received, $size + 2, 'all of it goes out before';
};

subtest 'a second time meanwhile' => sub {
    plan skip_all => 'POE drops the output' if is_upstream();
    my (undef, $peer) = listened_to(
        callbacks_of(['Disconnected']),
        Connected => sub {
            $_[HEAP]{server}->put('x' x $size);
            $_[KERNEL]->yield('shutdown') for 1 .. 3;
        },
    );
    is_deeply without_ids(run_log()), ['Disconnected'], 'changes nothing';
    is length $peer->()->received, $size + 2;
};

subtest 'an error meanwhile' => sub {
    plan skip_all => 'POE does not tell of the end' if is_upstream();
    listened_to(
        peer => { got => sub { $_[0]->reset } },
        callbacks_of([ 'ServerError', 'Disconnected' ]),
        Connected => sub { $_[HEAP]{server}->put('x' x $size); $_[KERNEL]->yield('shutdown') },
    );
    my @log = @{ run_log() };
    like $log[0], qr/\AServerError (?:write|read) [1-9]/;
    is $log[-1], 'Disconnected', 'ends it';
};

subtest 'before it is connected' => sub {
    my ($listener, $port) = listener();
    client(
        $port,
        callbacks_of(\@names),
        Started => sub { $_[KERNEL]->yield('shutdown') },
    );
    is_deeply run_log(), [], 'nothing is told';
};

subtest 'input that comes later' => sub {
    my ($listener, $port) = listener();
    accepted_by($listener, count => 1, connected => sub { $_[0]->say(qw(one stop two)) });
    client(
        $port,
        callbacks_of(
            [ 'ServerInput', 'Disconnected' ],
            ServerInput => sub { $_[KERNEL]->call($_[SESSION], 'shutdown') if $_[ARG0] eq 'stop' }
        ),
    );
    is_deeply without_ids(run_log()), [ 'ServerInput one', 'ServerInput stop', 'Disconnected' ],
        'is not told';
};

subtest 'an error, with shutdown_on_error off' => sub {
    listened_to(
        peer => { connected => sub { $_[0]->half_close } },
        callbacks_of([ 'ServerError', 'Disconnected' ]),
        Started     => sub { $_[HEAP]{shutdown_on_error} = 0 },
        ServerError => sub {
            note_down('ServerError', @_[ ARG0, ARG1 ]);
            $_[HEAP]{server}->put('still here');
        },
        ServerFlushed => sub { $_[KERNEL]->yield('shutdown') },
    );
    is_deeply without_ids(run_log()), [ 'ServerError read', 'Disconnected' ],
        'leaves the rest to the program';
};

subtest 'an error without a callback' => sub {
    my ($listener, $port) = listener();
    accepted_by($listener, count => 1, connected => sub { $_[0]->leave });
    my $id = client($port, ServerError => undef, callbacks_of(['Disconnected']));
    my $log;
    is_deeply [ warnings_of(sub { $log = run_log() }) ],
        ["Client $id got read error 0 (Normal disconnection)\n"], 'is warned of';
    is_deeply $log, ['Disconnected'];
};

subtest 'the alias' => sub {
    my @seen;
    my $look = sub { push @seen, defined $poe_kernel->alias_resolve('client') ? 1 : 0 };
    listened_to(
        Started   => $look,
        Connected => sub {
            $look->();
            $_[KERNEL]->call($_[SESSION], 'shutdown');
            $look->();
        },
    );
    run_log();
    is "@seen", '1 1 0', 'is given up';
};

done_testing;
