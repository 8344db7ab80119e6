use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

pipe my $in, my $out or die $!;
syswrite $out, 'x';
my $stops = 0;
play(
    _start   => sub { $_[KERNEL]->select_read($in, 'readable') },
    readable => sub { $_[KERNEL]->select_read($in); $_[KERNEL]->stop },
    _stop    => sub { $stops++ },
);
is $stops, 1, 'run ended and _stop was called once';

done_testing;
