use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A trace of a program as Perfetto gets it: who caused whom, and slices that nest on each track.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $folder = tempdir(CLEANUP => 1);
my $probe  = ProbeServer->program($folder, <<'PROGRAM');
use POE;
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('web'); $_[KERNEL]->yield('tick') },
        tick   => sub { $_[KERNEL]->delay(tick => 0.02); $_[KERNEL]->post(worker => 'job') },
        price  => sub { my $n = 0; $n++ while $n < 1000; $n },
    });
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('worker') },
        job    => sub { $_[KERNEL]->call(web => 'price') },
    });
POE::Kernel->run;
PROGRAM

my $said = $probe->top('trace', '--seconds', '500ms', '--output', "$folder/trace.json");
is("$said->{status} $said->{stderr}", '0 ', 'a trace');
open my $in, '<', "$folder/trace.json" or die "trace: $!";
my $trace  = POE::XS::Top::JSON::object(do { local $/ = undef; readline $in });
my @events = @{ $trace->{traceEvents} };
my @slices = grep { $_->{ph} eq 'X' } @events;
my %track  = map  { $_->{args}{name} =~ /\A(\w+) \(\d+\)/ ? ($1 => $_->{tid}) : () }
    grep { $_->{name} eq 'thread_name' } @events;
is_deeply([ sort keys %track ], [qw(web worker)], 'tracks with names');
my %at = map { $_->{args}{seq} => $_ } @slices;
is_deeply(
    [ sort { $a cmp $b } keys %{ { map { $_->{name} => 1 } @slices } } ],
    [qw(job price tick)], 'each handler'
);

my %nested = map { $_ => 1 } values %track;
for my $tid (values %track) {
    my $end = 0;
    for my $slice (sort { $a->{ts} <=> $b->{ts} } grep { $_->{tid} == $tid } @slices) {
        $nested{$tid} = 0 if $slice->{ts} < $end - 0.001;
        $end = $slice->{ts} + $slice->{dur};
    }
}
is_deeply([ values %nested ], [ 1, 1 ], 'no slice overlaps another one on its track');

my (%begin, @arrows);
$begin{ $_->{id} } = $_ for grep { $_->{ph} eq 's' } @events;
for my $end (grep { $_->{ph} eq 'f' } @events) {
    my $begin = $begin{ $end->{id} };
    my ($from) = grep {
               $_->{tid} == $begin->{tid}
            && $_->{ts} <= $begin->{ts}
            && $begin->{ts} <= $_->{ts}
            + $_->{dur}
    } @slices;
    push @arrows, ($from ? $from->{name} : 'nowhere') . ">$at{ $end->{id} }{name}";
}
my %seen;
is_deeply(
    [ sort grep { !$seen{$_}++ } @arrows ], [ 'job>price', 'tick>job', 'tick>tick' ],
    'causes and effects'
);
like(
    $probe->top('folded', '--seconds', '500ms')->{stdout},
    qr/^web:tick;worker:job;web:price \d+$/m, 'the same for flame graphs'
);

done_testing;
