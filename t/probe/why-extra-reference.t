use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

why_is(
    'extra reference' => qr{"busy", counted 2 times},
    <<'PERL');
my $id;
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        $id = $_[SESSION]->ID;
        for (1, 2) {
            $_[KERNEL]->refcount_increment($id, 'busy');    # HERE
        }
    },
});
go { POE::Kernel->refcount_decrement($id, 'busy') for 1, 2 };
POE::Kernel->run;
PERL

# Postbacks are references, too.
why_is(
    'extra reference' => qr{counted once},
    <<'PERL');
my $back;
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        $back = $_[SESSION]->postback('done');    # HERE
    },
    done => sub { },
});
go { undef $back };
POE::Kernel->run;
PERL

done_testing;
