use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Rates come from two answers and the clock in them, not from ours; without a second answer they are averages.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require POE::XS::Top::Rows;

sub rows_of {
    my ($now, $then) = @_;
    return @{ POE::XS::Top::Rows::of('sessions', $now, $then) };
}

my %session = (id => 2, age => 100, count => 1000, busy_ns => 10e9, wait_ns => 3e9, queue => 5);
my ($row) = rows_of({ now => 50, rows => [ \%session ] });
is($row->{rate}, 10, 'an average since its birth');
is($row->{busy}, undef, '... but not of times, which are measured only while somebody looks');
my $then = {
    now  => 48,
    rows => [ { %session, count => 800, busy_ns => 9e9, wait_ns => 1e9, queue => 9 } ] };
($row) = rows_of({ now => 50, rows => [ \%session ] }, $then);
is(
    "$row->{rate} $row->{busy} $row->{grown}{queue} $row->{wait_mean_ns}", '100 0.5 -4 10000000',
    'differences'
);
($row) = rows_of({ now => 50, rows => [ { %session, id => 3, age => 1 } ] }, $then);
is($row->{rate}, 500, 'who was born in between had nothing before');
($row) = rows_of({ now => 50, rows => [ { %session, id => 3 } ] }, $then);
is($row->{rate}, undef, 'who merely was not told before has no rate');
($row) = rows_of({ now => 50, rows => [ { %session, count => 1 } ] }, $then);
is($row->{rate}, undef, 'a counter that fell has none');
($row) = rows_of({ now => 48, rows => [ \%session ] }, $then);
is($row->{rate}, 10, 'no time passed: the average');

($row) = @{
    POE::XS::Top::Rows::of(
        'events', { rows => [ { name => 'e', count => 100, timed => 4, total_ns => 80 } ] }) };
is($row->{mean_ns}, 20, 'what was not watched has no part in a mean');
my @events
    = map { { now => $_, rows => [ { name => 'e', count => 100 * $_, total_ns => 500 * $_ } ] } } 2,
    1;
($row) = @{ POE::XS::Top::Rows::of('events', @events) };
is($row->{mean_ns}, 5, '... nor what was before');

my $head = POE::XS::Top::Rows::head(
    { now => 12, head => { dispatched => 700, wait_ns => 6e9, events_ns => 3e9 } },
    { now => 10, head => { dispatched => 500, wait_ns => 5e9, events_ns => 2e9 } });
is("$head->{rate}{dispatched} $head->{share}{busy}", '100 0.5', 'the head, too');
is_deeply(POE::XS::Top::Rows::head({ head => 'none' }, { head => [] }), {}, 'a head that is none');

done_testing;
