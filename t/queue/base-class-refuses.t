use strict;
use warnings;
use Test::More;
use POE::Queue;

@Subclass::ISA = ('POE::Queue');
for my $class (qw(POE::Queue Subclass)) {
    my $line = __LINE__ + 1;
    ok(!eval { $class->new }, "$class has no objects");
    my $text = "$class is a virtual base class and not meant to be used directly";
    is($@, "$text at $0 line $line.\n", 'says so');
}

done_testing;
