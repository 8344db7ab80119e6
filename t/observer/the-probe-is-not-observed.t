use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'observers are ours alone' if is_upstream() }
use POE;
use POE::XS::Observer;

# Sessions in the background are none of the program's.

my %seen;
$ENV{POE_PROBE} = 1;
my $observer = POE::XS::Observer->new(
    map {
        $_ => sub { $seen{ $_[0]{session_id} }++ }
    } grep { $_ ne 'death' } POE::XS::Observer->moments
);
my $session = session(
    _start => sub { $_[KERNEL]->delay(end => 0.1) },
    end    => sub { },
);
my $id = $session->ID;
undef $session;
POE::Kernel->run;
is_deeply [ sort grep { $_ ne POE::Kernel->ID } keys %seen ], [$id],
    'the program\'s session, and no other';

done_testing;
