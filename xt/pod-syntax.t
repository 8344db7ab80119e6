use strict;
use warnings;

use Test::More;

# Every manual is well-formed.

plan skip_all => 'Test::Pod is not installed'
    if !eval { require Test::Pod; Test::Pod->VERSION(1.41) };
my @files = Test::Pod::all_pod_files('lib');
plan skip_all => 'no modules here' if !@files;
Test::Pod::all_pod_files_ok(@files);
