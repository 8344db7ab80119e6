use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @got;
play(
    _start => sub {
        my $callback = $_[SESSION]->callback('add', 40);
        push @got, scalar $callback->(2), $callback->(1);
    },
    add => sub { return $_[ARG0][0] + $_[ARG1][0] },
);
is_deeply \@got, [ 42, 41 ];

done_testing;
