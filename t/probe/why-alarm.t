use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

why_is(
    timer => qr{"later" is due in (?:9 min|10 min|599|[56]\d\d)},
    <<'PERL');
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        $_[KERNEL]->delay_set(later => 600);    # HERE
    },
    drop => sub { $_[KERNEL]->alarm_remove_all },
});
go { POE::Kernel->post(it => 'drop') };
POE::Kernel->run;
PERL

# By name, and set anew: the place is that of the last time.
why_is(
    timer => qr{the alarm "later" is due in},
    <<'PERL');
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        $_[KERNEL]->delay(later => 100);
        $_[KERNEL]->delay(later => 600);    # HERE
    },
    drop => sub { $_[KERNEL]->delay('later') },
});
go { POE::Kernel->post(it => 'drop') };
POE::Kernel->run;
PERL

done_testing;
