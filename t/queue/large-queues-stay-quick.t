use strict;
use warnings;
use Test::More;
use List::Util qw(shuffle);
use POE::Queue::Array;

plan skip_all => 'older queues look at every item of equal priority'
    if POE::Queue::Array->VERSION < 2;

# Priorities that count how often they are compared: an exact measure on any machine.
package Counted {
    my $count = 0;
    use overload
        '<=>' => \&compare,
        '+'   => sub { Counted->new(${ $_[0] } + $_[1]) },
        '""'  => sub { ${ $_[0] } };

    sub compare {
        my ($x, $y) = map { ref $_ ? $$_ : $_ } @_[ 0, 1 ];
        $count++;
        return $_[2] ? $y <=> $x : $x <=> $y;
    }
    sub new { my ($class, $n) = @_; return bless \$n, $class }
    sub taken { my $taken = $count; $count = 0; return $taken }
}

my $items       = 5000;
my %priority_of = (
    random    => sub { rand 1000 },
    ascending => sub { $_[0] },
    equal     => sub {1},
);

srand 3;
for my $kind (sort keys %priority_of) {
    my $queue = POE::Queue::Array->new;
    my @ids   = map { $queue->enqueue(Counted->new($priority_of{$kind}->($_)), $_) } 1 .. $items;
    Counted::taken();
    $queue->adjust_priority($_, sub {1}, rand 100) for shuffle @ids;
    cmp_ok(Counted::taken() / $items, '<', 100, "$kind: a move compares with few of $items");
    $queue->remove_item($_, sub {1}) for shuffle @ids;
    cmp_ok(Counted::taken() / $items, '<', 60, "$kind: a removal too");
    is($queue->get_item_count, 0, "$kind: all found");
}

done_testing;
