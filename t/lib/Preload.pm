package Preload;

# Libraries that come before the C library's, for systems that fail, or have another time: compiled from C text.

use strict;
use warnings;

use Config;
use Exporter   qw(import);
use File::Temp qw(tempdir);
use Test::More;

our @EXPORT = qw(preloaded run_again_with);

my $folder = tempdir(CLEANUP => 1);

# What LD_PRELOAD is to be for it. The test is skipped where there are no such libraries.
sub preloaded {
    my ($name, $source) = @_;
    my $file = "$folder/$name";
    open my $out, '>', "$file.c" or die "$file.c: $!";
    print {$out} $source;
    close $out;
    my @compile
        = ((split ' ', $Config{cc}), qw(-shared -fPIC -O1 -o), "$file.so", "$file.c", '-ldl');
    plan(skip_all => "no library can be made here: $name")
        if $^O ne 'linux' or system "@compile 2>&1";
    return join ':', grep {defined} $ENV{LD_PRELOAD}, "$file.so";
}

# The test itself starts again with the library, and with a page that both can write to, named by the environment
# variable. Ends as that does.
sub run_again_with {
    my ($name, $source, $variable) = @_;
    local %ENV = (%ENV, LD_PRELOAD => preloaded($name, $source), $variable => "$folder/page");
    open my $out, '>', $ENV{$variable} or die "$ENV{$variable}: $!";
    syswrite $out, "\0" x 64;
    close $out;
    system $^X, (map {"-I$_"} grep { !ref } @INC), $0, @ARGV;
    exit($? ? 1 : 0);
}

1;
