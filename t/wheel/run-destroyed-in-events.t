use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# The wheel goes in one of its events, for each of them and each conduit. The program goes on without
# it, and the session, left without anything to do, ends.

my $TALK = 'echo out; echo err >&2; read line; echo more; echo more >&2';

sub without_wheel_after {
    my ($event, %option) = @_;
    return run_wheel(
        Program => $TALK,
        events  => [qw(Stdin Stdout Stderr Error)],
        %option,
        on => {
            start  => sub { $_[1]{wheel}->put('x') },
            $event => sub { delete $_[1]{wheel} },
        },
    );
}

my @conduits = ('pipe', eval { require IO::Pty } ? 'pty-pipe' : ());

for my $conduit (@conduits) {
    for my $event (qw(stdin stdout stderr error)) {
        my $log = without_wheel_after($event, Conduit => $conduit);
        is @{ $log->{status} }, 1, "$conduit: ended without its wheel after $event";
        is $log->{all}[-1], 'status', 'and without a further event';
    }
}

subtest 'in CloseEvent' => sub {
    for my $conduit (@conduits) {
        my $log = run_wheel(
            Program => 'echo out; echo err >&2',
            Conduit => $conduit,
            on      => { close => sub { delete $_[1]{wheel} } },
        );
        is_deeply $log->{status}, [0], $conduit;
        is @{ $log->{close} }, 1;
    }
};

subtest 'in an ErrorEvent before CloseEvent, which comes all the same' => sub {
    my $log = run_wheel(
        Program => ['true'],
        events  => [qw(Stdout Error Close)],
        on      => { error => sub { delete $_[1]{wheel} } },
    );
    is @{ $log->{close} }, 1;
};

subtest 'records that were read together come together' => sub {
    my $log = run_wheel(
        Program => [ 'printf', 'a\nb\nc\n' ],
        events  => [qw(Stdout)],
        on      => { stdout => sub { delete $_[1]{wheel} } },
    );
    is_deeply $log->{stdout}, [qw(a b c)];
};

subtest 'a new wheel in place of it' => sub {
    my @said;
    play(
        _start => sub { $_[KERNEL]->yield(next => 1) },
        next   => sub {
            my ($kernel, $heap, $turn) = @_[ KERNEL, HEAP, ARG0 ];
            my $wheel = $heap->{wheel} = POE::Wheel::Run->new(
                Program     => [ 'echo', $turn ],
                StdoutEvent => 'out', CloseEvent => 'over',
            );
            $kernel->sig_child($wheel->PID, 'status');
        },
        out  => sub { push @said, $_[ARG0] },
        over => sub {
            return delete $_[HEAP]{wheel} if @said == 5;
            $_[KERNEL]->call($_[SESSION], next => 1 + @said);
        },
        status => sub { },
    );
    is_deeply \@said, [ 1 .. 5 ];
};

subtest 'in a handler that dies' => sub {
    my @caught;
    my $over = sub { $poe_kernel->sig('DIE') if @caught == 2 };    # they come in any order
    play(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(
                Program     => [ 'echo', 'a' ],
                StdoutEvent => 'out', CloseEvent => 'over',
            );
            $_[KERNEL]->sig_child($wheel->PID, 'status');
        },
        out    => sub { delete $_[HEAP]{wheel};            die "in the handler\n" },
        died   => sub { push @caught, $_[ARG1]{error_str}; $_[KERNEL]->sig_handled; $over->() },
        status => sub { push @caught, 'status';            $over->() },
    );
    is_deeply [ sort @caught ], [ "in the handler\n", 'status' ];
};

subtest 'with its session' => sub {
    my $ended = 0;
    my $wheel;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::Run->new(
                Program    => ['cat'], StdoutEvent => 'out',
                StdinEvent => 'in'
            );
            $_[HEAP]{wheel}->put('x');
            $_[KERNEL]->sig_child($_[HEAP]{wheel}->PID, 'status');
        },
        in     => sub { },
        out    => sub { delete $_[HEAP]{wheel} },
        status => sub { },
        _stop  => sub { $ended++ },
    );
    is $ended, 1;
};

subtest 'after its session' => sub {
    my $wheel;
    my $id;
    play(
        _start => sub {
            $wheel = POE::Wheel::Run->new(Program => ['true'], StdoutEvent => 'out');
            $id    = $wheel->ID;
            $_[KERNEL]->sig_child($wheel->PID, 'status');
            $_[KERNEL]->yield('stop');
        },
        stop   => sub { POE::Kernel->stop },
        out    => sub { },
        status => sub { },
    );
    1 until waitpid($wheel->PID, 0) < 0;
    ok eval { undef $wheel; 1 }, 'nothing happens';
    is POE::Wheel::free_wheel_id($id), undef, 'and its ID is free' unless is_upstream();
};

by_fork_too();
done_testing;
