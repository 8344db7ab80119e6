use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Loading POE leaves alone a handler that the program has set before.
my $rung;

BEGIN {
    $SIG{ALRM} = sub { $rung++ }
}
my $mine;
BEGIN { $mine = $SIG{ALRM} }
use POE;

is $SIG{ALRM}, $mine, 'it is there';
kill ALRM => $$;
is $rung, 1, 'and called';

done_testing;
