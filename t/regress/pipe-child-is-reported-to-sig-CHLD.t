use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

my ($pid, @reported, $pipe);
play(
    _start => sub {
        $_[KERNEL]->sig(CHLD => 'reaped');
        $_[KERNEL]->delay(limit => scaled(5));
        $pid = open $pipe, '-|', $^X, '-e', 'exit 2' or die $!;
    },
    reaped => sub {
        push @reported, "$_[ARG1] " . ($_[ARG2] >> 8);
        $_[KERNEL]->delay('limit');
        $_[KERNEL]->sig('CHLD');
    },
    limit => sub { $_[KERNEL]->sig('CHLD') },
    _stop => sub { },
);
is_deeply \@reported, ["$pid 2"];

done_testing;
