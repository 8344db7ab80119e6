package DebianExamples;

# The programs that Debian's libpoe-perl ships as documentation.

use strict;
use warnings;

use Exporter qw(import);
use Test::More;

our @EXPORT = qw(example needs_examples);

my $folder = '/usr/share/doc/libpoe-perl/examples';

sub needs_examples {
    plan(skip_all => "the examples of Debian's libpoe-perl are not installed")
        if !-e example('sessions');
    return;
}

sub example { return "$folder/$_[0].perl" }

1;
