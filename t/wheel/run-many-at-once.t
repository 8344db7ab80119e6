use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# Many wheels of one session: each event comes with the ID of its wheel, each status to its process,
# and no process holds what is another's open.

my $MANY = 20;
my (%by_id, %by_pid, %said, %closed, %status);

sub start_one {
    my ($number) = @_;
    my $wheel = POE::Wheel::Run->new(
        Program     => [ 'sh', '-c', "cat; echo $number; exit $number" ],
        StdoutEvent => 'out',
        CloseEvent  => 'over',
    );
    $by_id{ $wheel->ID }   = $wheel;
    $by_pid{ $wheel->PID } = $number;
    POE::Kernel->sig_child($wheel->PID, 'status');
    return $wheel;
}

play(
    _start => sub {
        my @wheels = map { start_one($_) } 1 .. $MANY;
        is scalar(keys %by_id), $MANY, 'each has an ID of its own';
        $_->shutdown_stdin for @wheels;
        $_[KERNEL]->delay(late => scaled(20));
    },
    out    => sub { $said{ $_[ARG1] } .= $_[ARG0] },
    over   => sub { $closed{ $_[ARG0] }++; delete $by_id{ $_[ARG0] } },
    status => sub {
        $status{ $by_pid{ $_[ARG1] } } = $_[ARG2];
        $_[KERNEL]->delay('late') if keys %status == $MANY;
    },
    late => sub { fail 'all end in time'; %by_id = () },
);

is_deeply [ sort { $a <=> $b } values %said ], [ 1 .. $MANY ], 'said once each';
is_deeply [ values %closed ], [ (1) x $MANY ], 'closed once each';
is_deeply \%status, { map { $_ => $_ << 8 } 1 .. $MANY }, 'status';

subtest 'the input of a process ends although others were started later' => sub {
    my ($first, $second);
    my @order;
    play(
        _start => sub {
            ($first, $second) = map {
                POE::Wheel::Run->new(Program => ['cat'], StdoutEvent => 'out', CloseEvent => 'over')
            } 1, 2;
            $_[KERNEL]->sig_child($_->PID, 'status') for $first, $second;
            $first->shutdown_stdin;
        },
        out  => sub { },
        over => sub {
            push @order, $_[ARG0];
            return undef $second if !$first;
            undef $first;
            $second->shutdown_stdin;
        },
        status => sub { },
    );
    is @order, 2;
    ok $order[0] < $order[1];
};

by_fork_too();
done_testing;
