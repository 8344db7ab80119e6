use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# reconnect and connect.

# Peers that greet with a name and hang up.
sub greeter {
    my ($name, $count)    = @_;
    my ($listener, $port) = listener();
    accepted_by($listener, count => $count, connected => sub { $_[0]->say($name); $_[0]->leave });
    return $port;
}

subtest 'from Disconnected' => sub {
    my $times = 0;
    client(
        greeter(first => 3),
        ServerInput  => sub { note_down($_[ARG0]) },
        Disconnected => sub { $_[KERNEL]->yield('reconnect') if ++$times < 3; },
    );
    is_deeply run_log(), [ ('first') x 3 ];
};

subtest 'to somewhere else' => sub {
    my @to = ([ undef, greeter(second => 2) ], ['127.0.0.1']);
    client(
        greeter(first => 1),
        ServerInput  => sub { note_down($_[ARG0]) },
        Disconnected => sub {
            my $next = shift @to or return;
            $_[KERNEL]->yield(connect => @$next);
        },
    );
    is_deeply run_log(), [qw(first second second)], 'it is remembered';
};

subtest 'from ConnectError' => sub {
    my ($listener, $port) = listener();
    close $listener;
    my $good = greeter(late => 1);
    client(
        $port,
        ServerInput  => sub { note_down($_[ARG0]) },
        ConnectError =>
            sub { note_down('ConnectError'); $_[KERNEL]->yield(connect => undef, $good) },
    );
    is_deeply run_log(), [qw(ConnectError late)];
};

subtest 'while connected' => sub {
    my $times = 0;
    my ($listener, $port) = listener();
    accepted_by($listener, count => 2, connected => sub { $_[0]->say('hello') });
    client(
        $port,
        callbacks_of(['Disconnected']),
        ServerInput => sub {
            note_down($_[ARG0]);
            $_[KERNEL]->yield(++$times < 2 ? 'reconnect' : 'shutdown');
        },
    );
    is_deeply run_log(), [ 'hello', 'hello', 'Disconnected' ], 'the old connection goes unsaid';
};

subtest 'after an error, and then with output' => sub {
    plan skip_all => 'POE does not wait for it' if is_upstream();
    my $size  = 20_000_000;
    my $times = 0;
    my $peer;
    my ($listener, $port) = listener();
    accepted_by(
        $listener,
        count     => 2,
        connected => sub { $_[0]->leave if !$times++; $peer = $_[0] });
    client(
        $port,
        Connected => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            return if !$heap->{again};
            $heap->{server}->put('x' x $size);
            $kernel->yield('shutdown');
        },
        Disconnected => sub { $_[KERNEL]->yield('reconnect') if !$_[HEAP]{again}++ },
    );
    run_log();
    is length $peer->received, $size + 2, 'all of it arrives';
};

subtest 'the alias comes back' => sub {
    my (@seen, $times);
    client(
        greeter(first => 2),
        Connected    => sub { push @seen, defined $poe_kernel->alias_resolve('client') },
        Disconnected => sub { $_[KERNEL]->delay(reconnect => 0.01) if !$times++ },
    );
    run_log();
    is_deeply \@seen, [ 1, 1 ];
};

subtest 'a failure of what was dropped meanwhile' => sub {
    plan skip_all => 'POE takes it for that of the new one' if is_upstream();
    client(
        9,
        Domain       => 99,
        ConnectError => sub { note_down('ConnectError') },
        Started      => sub { $_[KERNEL]->yield('reconnect') },
    );
    is_deeply run_log(), ['ConnectError'], 'is no news';
};

done_testing;
