use strict;
use warnings;

use Test::More;

# C functions stay short: none over 100 lines, and nearly all under 60. Nor does a file pass 900.

plan skip_all => 'ctags is not installed'
    if system 'ctags --version 2>/dev/null | grep -q Universal';
my @files = glob 'csrc/*/*.[ch] xs/*/*.[ch] t/c/*.[ch] fuzz/*.c';
plan skip_all => 'no C here' if !@files;

my %length;
for (`ctags --languages=C --kinds-C=f --fields=+ne -f - @files`) {
    my ($name, $file) = split /\t/;
    my ($from, $to)   = /\bline:(\d+).*\bend:(\d+)/ or next;
    $length{"$file: $name"} = $to - $from + 1;
}
cmp_ok(scalar keys %length, '>', 0, 'there are functions');

my @sorted = sort { $length{$b} <=> $length{$a} } keys %length;
is_deeply([ grep { $length{$_} > 100 } @sorted ], [], 'none over 100 lines');
my $at = $sorted[ @sorted * 0.05 ];
cmp_ok($length{$at}, '<=', 60, '95 of 100 have at most 60 lines');

for my $file (@files) {
    open my $in, '<', $file or die "$file: $!";
    my $lines = () = <$in>;
    cmp_ok($lines, '<=', 900, "$file has at most 900 lines");
}

done_testing;
