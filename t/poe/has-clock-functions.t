use strict;
use warnings;
use Test::More;
use POE ();

for my $name (qw(monotime time walltime)) {
    my $time = POE->can($name)->();
    cmp_ok(abs($time - CORE::time()), '<', 5, "$name() is the time");
}
is(POE::wall2mono(12.5), 12.5, 'wall2mono keeps seconds since the epoch') if POE->VERSION >= 2;
cmp_ok(abs(POE::mono2wall(POE::monotime()) - POE::walltime()), '<', 1, 'mono2wall of now is now');

my $begin = POE::monotime();
POE::sleep(0.02);
cmp_ok(POE::monotime() - $begin, '>=', 0.019, 'sleep() takes fractions of a second');

done_testing;
