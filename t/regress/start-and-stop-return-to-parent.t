use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @told;
session(
    _start => sub {
        session(_start => sub { return (1, 'from start') }, _stop => sub { return 'from stop' });
    },
    _child => sub { push @told, [ @_[ ARG0, ARG2 ] ] },
);
$poe_kernel->run;
is_deeply \@told, [ [ 'create', 'from start' ], [ 'lose', 'from stop' ] ];

subtest 'a returned object lives until its parent has been told' => sub {
    my @log;
    {

        package Returned;
        our $destroyed = 0;
        sub DESTROY { $destroyed++ }
    }
    session(
        _start => sub {
            session(_start => sub { return bless [], 'Returned' });
            push @log, "then $Returned::destroyed";
        },
        _child =>
            sub { push @log, "told $Returned::destroyed " . ref $_[ARG2] if $_[ARG0] eq 'create' },
    );
    $poe_kernel->run;
    is_deeply \@log, [ 'told 0 Returned', 'then 1' ];
};

done_testing;
