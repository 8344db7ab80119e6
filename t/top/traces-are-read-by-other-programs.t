use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Trace events: slices that nest on their tracks, arrows that begin within a slice and end where one begins.

use File::Temp;

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $probe = ProbeServer->start;
my $file  = File::Temp->new;
my $said  = $probe->top(qw(trace --seconds 1 --output), "$file");
is("$said->{status} $said->{stdout}$said->{stderr}", '0 ', 'written without words');
my $trace = POE::XS::Top::JSON::object(do { local $/ = undef; readline $file });
my %event;
push @{ $event{ $_->{ph} } }, $_ for @{ $trace->{traceEvents} };
is(
    join(' ', map { "$_ " . @{ $event{$_} } } sort keys %event), 'M 4 X 3 f 2 s 2',
    'names, slices, arrows'
);
is_deeply(
    [ map { $_->{args}{name} } @{ $event{M} } ],
    [ 'shop.pl', 'web (2)', 'worker two (4)', 'Shop::Worker@Worker.pm:44 (3)' ],
    'who is on which track'
);

my %slice = map { $_->{args}{seq} => $_ } @{ $event{X} };
is(
    "$slice{2}{ts} $slice{2}{dur} $slice{2}{tid}", '2000 300 4',
    'microseconds, on the track of the session'
);
my %end = map { $_->{id} => $_ } @{ $event{f} };
for my $begin (@{ $event{s} }) {
    my $end = $end{ $begin->{id} };
    is_deeply(
        [ @$begin{qw(cat name id)} ], [ @$end{qw(cat name id)} ],
        "both ends of arrow $begin->{id} agree"
    );
    my ($from) = grep { $_->{tid} == $begin->{tid} } values %slice;
    ok(
        $begin->{ts} >= $from->{ts} && $begin->{ts} <= $from->{ts} + $from->{dur},
        '... it begins within a slice'
    );
    is($slice{ $end->{id} }{ts}, $end->{ts}, '... and ends where one begins');
}

like(
    $probe->top('folded')->{stdout}, qr/^web:got_line;worker_two:count_all 200$/m,
    'folded: what it called is not its own time'
);
like(
    $probe->top('trace', '--event', '/^co/')->{stdout}, qr/\A.*\n.*count_all.*\n\z/,
    'an expression'
);

my $cut = ProbeServer->start(
    raw => {
        trace => sub { $_[1]->line($_[0], rows => [], why => 'limit', dropped => 7, last => \1) } }
);
is(
    $cut->top('trace')->{stderr},
    "poe-top: the trace ended early: the limit was reached (0 records)\npoe-top: 7 records were dropped\n",
    'a limit is told'
);

require POE::XS::Top::Trace;
my $circle = POE::XS::Top::Trace::records(
    [ map { [ $_, $_ - 1, $_ * 10_000, 5000, 0, $_ % 2, 0, 'e', 'post', 'x' ] } 1 .. 500 ]);
is(
    scalar(split /\n/, POE::XS::Top::Trace::folded($circle, {})), 3,
    'who cause each other for ever make few stacks'
);
my $shut = POE::XS::Top::Trace::records([ [ 2**62, undef, 'x' ], {}, [ 1, 1, 1, 1 ], [] ]);
is(scalar @$shut, 1, 'records without numbers are none');

done_testing;
