# filter WHAT: records out of chunks of 64 KiB. WHAT is line_auto, line_literal, block or
# block_fixed; records have 80 octets.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE qw(Filter::Block Filter::Line);

my $what = shift || 'line_auto';

my %filter_for = (
    line_auto    => sub { POE::Filter::Line->new(InputLiteral => undef) },
    line_literal => sub { POE::Filter::Line->new(Literal      => "\x0D\x0A") },
    block        => sub { POE::Filter::Block->new },
    block_fixed  => sub { POE::Filter::Block->new(BlockSize => 80) },
);

my $filter = $filter_for{$what}->();
my $octets = $what =~ /line/ ? 78 : 80;
my $chunk  = join '', @{ $filter->put([ ('x' x $octets) x 800 ]) };

report("filter_$what", timed(800, sub { $filter->get([$chunk]) }), 'per_s');
POE::Kernel->run;
