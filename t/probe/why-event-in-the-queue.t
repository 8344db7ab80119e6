use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

# An event in the queue. To see one the queue must not come to it: it is put there by who looks, in the same slice, again
# and again.

why_is(
    event => qr{"work" is in its queue},
    <<'PERL');
my $on = 1;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->yield('work') },
    work   => sub { $_[KERNEL]->yield('work') if $on },    # HERE
});
go { $on = 0 };
POE::Kernel->run;
PERL

done_testing;
