use strict;
use warnings;
use Test::More;
use POE::Queue;

@Subclass::ISA = ('POE::Queue');
for my $class (qw(POE::Queue Subclass)) {
    ok(!eval { $class->new }, "$class has no objects");
    is($@, "$class is a virtual base class and not meant to be used directly at $0 line "
            . (__LINE__ - 2) . ".\n", 'says so');
}

done_testing;
