package Soak::Timers;

# Alarms that are set, moved, removed and renamed. Each one set must fire or be removed, none early,
# and two of one time in the order in which they were set.

use strict;
use warnings;

use POE;
use Soak::Ledger qw(came_in came_out fault);
use Soak::Part;
use Time::HiRes qw(time);

my $tolerance = 0.02;    # the system's clock may be moved a little

sub start {
    part(
        'timers',
        every => 0.005,
        turn  => \&_turn,
        end   => sub { $_[KERNEL]->delay('named') if _drop_named($_[HEAP]) },
        ring  => \&_ring,
        named => sub { _drop_named($_[HEAP]) or fault('a removed alarm of a name fired') },
        first => sub { $_[HEAP]{firsts}++; came_out('alarms') },
        then => sub { --$_[HEAP]{firsts} < 0 and fault('alarms out of order'); came_out('alarms') },
    );
    return;
}

sub _turn {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    _set($kernel, $heap, rand 0.3) for 1 .. 4;
    _move($kernel, $heap);
    _remove($kernel, $heap);
    _set_named($kernel, $heap);
    _set_pair($kernel);
    _set_and_remove_all() if rand() < 0.02;
    return;
}

sub _set {
    my ($kernel, $heap, $seconds) = @_;
    my $due = time + $seconds;
    my $id  = $kernel->delay_set('ring', $seconds, \my $number);
    $number = $id;
    $heap->{due}{$id} = $due;
    came_in('alarms');
    return;
}

sub _ring {
    my ($heap, $number) = @_[ HEAP, ARG0 ];
    my $due = delete $heap->{due}{$$number};
    return fault('a removed alarm fired')                     if !defined $due;
    fault(sprintf 'an alarm fired %.3f s early', $due - time) if time < $due - $tolerance;
    came_out('alarms');
    return;
}

sub _any { my ($heap) = @_; return one_of(keys %{ $heap->{due} }) }

sub _move {
    my ($kernel, $heap) = @_;
    my $by = rand(0.1) - 0.05;
    my $id = _any($heap);
    defined $kernel->alarm_adjust($id, $by) or fault("alarm_adjust: $!");
    $heap->{due}{$id} += $by;
    $id = _any($heap);
    defined $kernel->delay_adjust($id, 0.1) or fault("delay_adjust: $!");
    $heap->{due}{$id} = time + 0.1;
    return;
}

sub _remove {
    my ($kernel, $heap) = @_;
    my $id      = _any($heap);
    my @removed = $kernel->alarm_remove($id);
    $removed[0] eq 'ring' and ${ $removed[2][0] } == $id or fault('alarm_remove: another alarm');
    delete $heap->{due}{$id};
    came_out('alarms');
    return;
}

# Setting an alarm of a name again removes the former one.
sub _set_named {
    my ($kernel, $heap) = @_;
    _drop_named($heap);
    $kernel->delay(named => rand 0.01);
    $heap->{named} = 1;
    came_in('alarms');
    return;
}

sub _drop_named {
    my ($heap) = @_;
    delete $heap->{named} or return 0;
    came_out('alarms');
    return 1;
}

sub _set_pair {
    my ($kernel) = @_;
    my $at = time + rand 0.05;
    $kernel->alarm_set($_, $at) for qw(first then);
    came_in('alarms', 2);
    return;
}

sub _set_and_remove_all {
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->delay_set('ring', 0.02 * $_) for 1 .. 10;
                $_[KERNEL]->delay(over => 0.1);
                came_in('alarms', 11);
            },
            ring => sub { came_out('alarms') },
            over => sub {
                my @removed = $_[KERNEL]->alarm_remove_all;
                came_out('alarms', 1 + @removed);
            },
        },
    );
    return;
}

1;
