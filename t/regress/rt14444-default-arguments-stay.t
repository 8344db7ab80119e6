use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# _default passes its argument array on by reference; the array must not be emptied on the way.
my @got;
play(
    _start   => sub { $_[KERNEL]->yield(unknown => 'a', 'b') },
    _stop    => sub { },
    _default => sub { $_[KERNEL]->yield(relay => $_[ARG0], $_[ARG1]) },
    relay    => sub { $_[KERNEL]->yield(last  => @_[ ARG0, ARG1 ]) },
    last     => sub { @got = @_[ ARG0, ARG1 ] },
);
is_deeply \@got, [ 'unknown', [ 'a', 'b' ] ];

done_testing;
