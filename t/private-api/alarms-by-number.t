use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# _data_ev_adjust and _data_ev_set: alarms are moved by their numbers. A filter of event records says
# whose may be.

my $base = 2e9;

sub moved {
    my ($set, $move) = @_;
    my ($got, @record);
    play(
        _start => sub {
            my $id = $set->(@_);
            $got = $move->($id, @_);
            my ($name, $time) = $_[KERNEL]->alarm_remove($id);
            @record = ($got, $time);
        });
    return \@record;
}

my $at = sub { $_[KERNEL]->alarm_set(late => $base) };

is_deeply moved(
    $at,
    sub {
        $poe_kernel->_data_ev_adjust($_[0], sub {1}, undef, 5);
    }
    ),
    [ $base + 5, $base + 5 ], 'by seconds';
is_deeply moved(
    $at,
    sub {
        $poe_kernel->_data_ev_adjust($_[0], sub {1}, undef, 5);
        $poe_kernel->_data_ev_adjust($_[0], sub {1}, undef, -2);
    }
    ),
    [ $base + 3, $base + 3 ], 'adjustments add up';
is_deeply moved(
    $at,
    sub {
        $poe_kernel->_data_ev_adjust($_[0], sub {0}, undef, 5);
    }
    ),
    [ undef, $base ], 'a filter can object';

is_deeply moved(
    $at,
    sub {
        $poe_kernel->_data_ev_set($_[0], sub {1}, $base, $base, 7);
    }
    ),
    [ $base + 7, $base + 7 ], 'to seconds from a time';
is_deeply moved(
    $at,
    sub {
        $poe_kernel->_data_ev_set($_[0], sub {0}, $base, $base, 7);
    }
    ),
    [ undef, $base ], 'a filter can object';

my @nothing;
play(
    _start => sub {
        push @nothing, $poe_kernel->_data_ev_adjust(1e9, sub {1}, undef, 5);
        push @nothing, $poe_kernel->_data_ev_set(1e9, sub {1}, $base, $base, 7);
    });
is_deeply \@nothing, [], 'another number names nothing';

done_testing;
