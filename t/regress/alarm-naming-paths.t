use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# The ways to set alarms of one name, in pairs: which of the two is left.
my %set = (
    alarm     => sub { $_[0]->alarm(x => 1, $_[1]) },
    alarm_add => sub { $_[0]->alarm_add(x => 1, $_[1]) },
    alarm_set => sub { $_[0]->alarm_set(x => 1, $_[1]) },
    delay     => sub { $_[0]->delay(x => 0, $_[1]) },
    delay_add => sub { $_[0]->delay_add(x => 0, $_[1]) },
    delay_set => sub { $_[0]->delay_set(x => 0, $_[1]) },
);

for my $first (sort keys %set) {
    for my $second (sort keys %set) {
        my @fired;
        play(
            _start =>
                sub { $set{$first}->($_[KERNEL], 'first'); $set{$second}->($_[KERNEL], 'second') },
            x     => sub { push @fired, $_[ARG0] },
            _stop => sub { },
        );
        my @expected = $second =~ /_/ ? ('first', 'second') : ('second');
        is_deeply [ sort @fired ], \@expected, "$first, then $second";
    }
}

subtest 'six hundred alarms, some adjusted' => sub {
    play(
        _stop  => sub { },
        _start => sub {
            my $kernel = $_[KERNEL];
            my @ids    = map { $kernel->alarm_set(x => 5e9 + ($_ * 37) % 600) } 1 .. 600;
            is $kernel->alarm_adjust($ids[$_], $_ % 2 ? 25.5 : -25.5),
                5e9 + (($_ + 1) * 37) % 600 + ($_ % 2 ? 25.5 : -25.5) for 10 .. 19;
            my $queue = $poe_kernel->[ POE::Kernel::KR_QUEUE() ];
            my @items = $queue->peek_items(sub { $_[0][ POE::Kernel::EV_NAME() ] eq 'x' });
            my @times = map { $_->[ POE::Kernel::ITEM_PRIORITY() ] } @items;
            is @times, 600;
            is_deeply \@times, [ sort { $a <=> $b } @times ], 'the queue is in order';
            is scalar(@{ $kernel->alarm_remove_all }), 600;
            is $poe_kernel->_data_ev_get_count_to($_[SESSION]), 0, 'a reference is no ID';
        },
    );
};

done_testing;
