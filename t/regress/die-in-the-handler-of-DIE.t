use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# A session dies in _start, its handler of DIE, set just before, is told and dies too: run throws a text
# that has both.
my @told;
session(
    _start => sub { $_[KERNEL]->sig(DIE => 'died'); die "the first reason\n" },
    died   => sub { push @told, $_[ARG1]{event};    die "the second reason\n" },
);
ok !eval { $poe_kernel->run; 1 }, 'run throws';
like $@, qr/^the first reason$/m;
like $@, qr/^the second reason$/m;
is_deeply \@told, ['_start'], 'the handler knew where';

done_testing;
