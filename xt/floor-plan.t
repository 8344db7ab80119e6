use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use FloorPlan;
use Test::More;

# The rooms of csrc/ and xs/: no arrow that ARCHITECTURE.md does not plan, by include or by symbol, none
# planned that nobody needs, no circles, and a header that says what each room is for.

my $plan     = FloorPlan::planned('ARCHITECTURE.md');
my $includes = FloorPlan::includes();
my %graph    = (includes => $includes);

SKIP: {
    skip 'nm is not installed', 1 if system 'nm --version >/dev/null 2>&1';
    $graph{symbols} = FloorPlan::uses();
    cmp_ok(
        scalar keys %{ $graph{symbols} }, '>', 40,
        'it is built, so there are objects to look into'
    );
}

for my $what (sort keys %graph) {
    is_deeply([ FloorPlan::unplanned($plan, $graph{$what}) ], [], "$what: no arrow off the plan");
    is_deeply([ FloorPlan::circles($graph{$what}) ], [], "$what: no circle of files");
}

my %rooms = map { FloorPlan::room_of($_) => 1 } FloorPlan::sources();
is_deeply([ sort keys %$plan ], [ sort keys %rooms ], 'the plan has the rooms that there are');
is_deeply(
    [ FloorPlan::circles({ map { $_ => [ keys %{ $plan->{$_} } ] } keys %$plan }) ],
    [], 'the plan has no circle'
);

my %used = FloorPlan::arrows(values %graph);
is_deeply(
    [ grep { !$used{$_} } FloorPlan::arrows_of_plan($plan) ], [],
    'no arrow that nobody needs'
);

for my $room (grep {m{/}} sort keys %rooms) {
    my ($name) = $room =~ m{(\w+)\z};
    my $opening = FloorPlan::opening_comment("$room/$name.h");
    is(
        join(' ', grep { $opening !~ /^ \* $_:/m } qw(For Invariants Ownership Callers)),
        '', "$room/$name.h says what the room is for, what holds, who owns, who calls"
    );
}

done_testing;
