use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# A signal sent from outside any session, before the kernel runs, reaches a session and its child; what one
# handler does to its arguments is not seen by the next.
my @seen;
my %states = (
    signal => sub {
        push @seen, join ' ', @_[ ARG0 .. $#_ ];
        $_ = 'spoilt' for @_[ ARG0 .. $#_ ];
        splice @_, ARG0;
    },
    _child => sub { },
    _stop  => sub { },
);
my $parent = session(
    %states,
    _start => sub {
        $_[KERNEL]->sig(MOO => 'signal');
        session(%states, _start => sub { $_[KERNEL]->sig(MOO => 'signal') });
    },
);
is $poe_kernel->signal($parent, MOO => 99), 1;
$poe_kernel->run;
is_deeply \@seen, [ 'MOO 99', 'MOO 99' ];

done_testing;
