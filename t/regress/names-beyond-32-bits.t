use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A name that is longer than the kernel counts is an error at the caller's line, and nothing is left of
# it. Upstream takes any. It takes 2 GiB to ask.

plan skip_all => 'takes 2 GiB: with POE_TEST_FULL=1 only' if !$ENV{POE_TEST_FULL};
plan skip_all => 'upstream has no such limit'             if is_upstream();
require POE;
POE->import;

my $long = 'x' x (2**31);
my %told;
session(
    _start => sub {
        my $kernel = $_[ POE::Session::KERNEL() ];
        for my $method (qw(yield alias_set delay)) {
            eval { $kernel->$method($long, 1) };
            $told{$method} = $@;
        }
    });
POE::Kernel->run;

like($told{$_}, qr/\Aa name of 2147483648 bytes is too long for POE at \Q$0\E/, $_)
    for sort keys %told;
POE::XS::verify();
done_testing;
