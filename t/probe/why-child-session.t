use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

why_is(
    'child session' => qr{its child session "young" \(\d+\) is still there},
    <<'PERL');
my %young = (
    _start => sub { $_[KERNEL]->alias_set('young'); $_[KERNEL]->delay(later => 600) },
    drop   => sub { $_[KERNEL]->delay('later'); $_[KERNEL]->alias_remove('young') },
);
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        POE::Session->create(inline_states => \%young);    # HERE
    },
});
go { POE::Kernel->post(young => 'drop') };
POE::Kernel->run;
PERL

done_testing;
