use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

# A handler that runs the loop itself is still running while the probe is asked.

why_is(
    running => qr{its handler "work" runs right now},
    <<'PERL');
my $on = 1;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->yield('work') },
    work => sub { $_[KERNEL]->run_one_timeslice while $on },
});
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->delay(tick => 0.01) },
    tick   => sub { $_[KERNEL]->delay(tick => 0.01) if $on },
});
go { $on = 0 };
POE::Kernel->run;
PERL

done_testing;
