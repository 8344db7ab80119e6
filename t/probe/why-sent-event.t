use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

# An event that it sent, and that was not dispatched yet, keeps a session. Such as one that is not due for long.

why_is(
    'sent event' => qr{its event "work" is on the way to "other" \(\d+\)},
    <<'PERL');
my $on = 1;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it') },
    send   => sub { $_[KERNEL]->post(other => 'work') },    # HERE
});
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('other'); $_[KERNEL]->yield('work') },
    work   => sub { $_[KERNEL]->call(it => 'send') if $on },
});
go { $on = 0 };
POE::Kernel->run;
PERL

done_testing;
