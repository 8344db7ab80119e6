use strict;
use warnings;

use ExtUtils::MakeMaker;
use File::Find;
use Test::More;

# One version for the whole distribution: whatever asks for a POE version gets the same answer. A module that
# was a distribution of its own goes on from there.

my @modules;
find({ no_chdir => 1, wanted => sub { push @modules, $_ if /\.pm\z/ } }, 'lib') if -d 'lib';
plan skip_all => 'no modules here' if !@modules;

my %own = ('lib/POE/API/Peek.pm' => '2.201');

is(MM->parse_version($_), $own{$_} || '2.000', $_) for sort @modules;

done_testing;
