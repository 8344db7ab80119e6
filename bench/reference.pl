# reference: a small structure frozen, framed, unframed and thawed.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE qw(Filter::Reference);

my $filter = POE::Filter::Reference->new;
my $record = { name => 'a record', number => 42, list => [ 1 .. 5 ] };

report('reference', timed(20, sub { $filter->get($filter->put([$record])) for 1 .. 20 }), 'per_s');
POE::Kernel->run;
