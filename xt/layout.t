use strict;
use warnings;

use Test::More;

# Every file is laid out by .clang-format and .perltidyrc: script/tidy would change nothing.

plan skip_all => 'not a git checkout'            if !-e '.git';
plan skip_all => 'Perl::Tidy is not installed'   if !eval { require Perl::Tidy };
plan skip_all => 'clang-format is not installed' if system 'clang-format --version >/dev/null 2>&1';

my @differ = split /\n/, `$^X script/tidy --check`;
is($?, 0, 'the check runs and finds nothing');
is_deeply(\@differ, [], 'nothing is left to tidy; otherwise: make tidy');

done_testing;
