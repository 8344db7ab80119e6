use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN {
    plan skip_all => 'the probe is ours alone'       if is_upstream();
    plan skip_all => 'Metrics::Any is not installed' if !eval { require Metrics::Any; 1 };
}
use Metrics::Any::Adapter 'Test';
use Metrics::Any::Adapter::Test;
use POE;
use POE::XS::Probe::MetricsAny;

# An adapter that is read gets them at that moment; counters grow.

is(POE::XS::Probe::MetricsAny->report, 'batch', 'the adapter says when it is read');
is(POE::XS::measures(), 'counts', 'handlers are counted now');
my @seen;
session(
    _start => sub { $_[KERNEL]->delay(later => 60); $_[KERNEL]->yield('read', 2) },
    read   => sub {
        my ($kernel, $left) = @_[ KERNEL, ARG0 ];
        push @seen, { Metrics::Any::Adapter::Test->metrics =~ /^(\w+) = ([\d.e-]+)$/mg };
        return $kernel->delay('later') if !$left;
        $kernel->yield(other => $_) for 1 .. 10;
        $kernel->yield(read  => $left - 1);
    },
    other => sub { $_[KERNEL]->call($_[SESSION], 'called') if $_[ARG0] == 1 },
);
POE::Kernel->run;

is($seen[0]{poe_sessions}, 1, 'a gauge');
is($seen[0]{poe_alarms}, 1, 'another one');
is($seen[$_]{poe_events_dispatched} - $seen[ $_ - 1 ]{poe_events_dispatched}, 11, 'a counter grows')
    for 1, 2;
is(
    $seen[1]{poe_events_unhandled} - $seen[0]{poe_events_unhandled}, 1,
    'so does the one of what nobody handles'
);
is($seen[1]{poe_queue_events}, 0, 'a gauge may fall');
is((grep { !/\Apoe_/ } keys %{ $seen[0] }), 0, 'nothing about the process');
is(POE::XS::Probe::MetricsAny->report(every => 1), 'batch', 'a second time changes nothing');

for my $wrong ([ every => 0 ], [ every => 'x' ], [ every => undef ], [ colour => 1 ]) {
    eval { POE::XS::Probe::MetricsAny->report(@$wrong) };
    like(
        $@,
        qr/\A(?:every: a number of seconds above 0|POE::XS::Probe::MetricsAny: unknown option "colour") at \Q$0\E /,
        'a wrong option'
    );
}

done_testing;
