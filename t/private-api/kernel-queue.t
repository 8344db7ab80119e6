use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use POSIX qw(EPERM ESRCH);

plan skip_all => q(upstream counts references beside its queue) if is_upstream();

# The kernel's queue under the methods of POE::Queue, for those who reach into it.

my $base = 2e9;

sub queue { return $poe_kernel->[ POE::Kernel::KR_QUEUE() ] }

sub named {
    my ($name) = @_;
    return sub { $_[0][ POE::Kernel::EV_NAME() ] eq $name };
}

sub names {
    return [ map { $_->[2][ POE::Kernel::EV_NAME() ] } @_ ];
}

# Runs the code in a session that has three alarms for later, a to c; gives what then comes of them.
sub with_alarms {
    my ($code) = @_;
    my @log;
    play(
        _start => sub {
            my %id = map { $_ => $_[KERNEL]->alarm_set($_ => $base + ord, "$_ 1") } qw(a b c);
            $code->(\%id, @_);
            @log = map {"$_->[0] @$_[ 2 .. $#$_ ]"} $_[KERNEL]->alarm_remove_all;
        });
    return \@log;
}

sub pending {
    return grep { $_->[0] >= $base } queue()->peek_items(sub {1});
}

subtest 'looking' => sub {
    my $left = with_alarms(sub {
        is_deeply names(pending()), [qw(a b c)], 'in the order of their times';
        my ($item) = queue()->peek_items(named('b'));
        is $item->[0], $base + ord 'b', 'due time';
        is $item->[1], $_[0]{b}, 'ID';
        is_deeply $item->[2][ POE::Kernel::EV_ARGS() ], ['b 1'], 'arguments';
        is queue()->get_item_count, $poe_kernel->get_event_count, 'how many';
        is queue()->get_next_priority, $poe_kernel->get_next_event_time, 'when';
    });
    is_deeply $left, [ 'a a 1', 'b b 1', 'c c 1' ], 'takes nothing out';
};

subtest 'taking out by number' => sub {
    my $left = with_alarms(sub {
        my ($id) = @_;
        my @item = queue()->remove_item($id->{b}, sub {1});
        is_deeply [ @item[ 0, 1 ], $item[2][ POE::Kernel::EV_NAME() ] ],
            [ $base + ord('b'), $id->{b}, 'b' ], 'the item';
        $! = 0;
        is_deeply [ queue()->remove_item($id->{b}, sub {1}) ], [], 'only once';
        is $! + 0, ESRCH;
        is_deeply [ queue()->remove_item($id->{a}, sub {0}) ], [], 'a filter can object';
        is $! + 0, EPERM;
    });
    is_deeply $left, [ 'a a 1', 'c c 1' ], 'the others stay';
};

subtest 'taking out all that a filter takes' => sub {
    my $left = with_alarms(sub {
        my @gone = queue()->remove_items(sub { $_[0][ POE::Kernel::EV_NAME() ] =~ /[ab]/ });
        is_deeply names(@gone), [qw(a b)], 'in order';
    });
    is_deeply $left, ['c c 1'];
};

subtest 'moving' => sub {
    my $left = with_alarms(sub {
        my ($id) = @_;
        is queue()->adjust_priority($id->{a}, sub {1}, 10), $base + 10 + ord('a'), 'by seconds';
        is queue()->set_priority($id->{c}, sub {1}, $base), $base, 'to a time';
        $! = 0;
        is queue()->set_priority($id->{b}, sub {0}, $base), undef, 'a filter can object';
        is $! + 0, EPERM;
        is queue()->adjust_priority(999_999_999, sub {1}, 1), undef, 'nothing has that number';
        is $! + 0, ESRCH;
    });
    is_deeply $left, [ 'c c 1', 'b b 1', 'a a 1' ], 'the new order';
};

subtest 'taking out the next' => sub {
    my (@next, $came);
    play(
        _start => sub {
            $_[KERNEL]->alarm_set(due => 1, 'early');
            $_[KERNEL]->yield('after');
            @next = queue()->dequeue_next;
        },
        due   => sub { $came++ },
        after => sub { },
    );
    is $next[0], 1, 'its time';
    is_deeply $next[2][ POE::Kernel::EV_ARGS() ], ['early'], 'its record';
    is $came, undef, 'it does not come any more';
};

done_testing;
