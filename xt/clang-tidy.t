use strict;
use warnings;

use Test::More;

# The event kernel has nothing that clang-tidy's checks of .clang-tidy object to.

plan skip_all => 'clang-tidy is not installed' if system 'clang-tidy --version >/dev/null 2>&1';
my @files = glob 'csrc/*/*.c';
plan skip_all => 'no C here' if !@files;

my $said = `clang-tidy --quiet @files -- -std=c11 -I. 2>/dev/null`;
is($said =~ s/^\d+ warnings.*\n//mgr, '', 'no objection');

done_testing;
