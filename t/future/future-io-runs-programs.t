# Future::IO::System in a handler, and Future::IO before the kernel runs and after.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;

BEGIN {
    plan(skip_all => 'Future::IO is not installed') if !eval { require Future::IO::System; 1 }
}

use POE qw(Future);
use Future::AsyncAwait;
use Future::IO;
use Future::IO::Impl::POE;

sub upper {
    return Future::IO::System->run(argv => [ $^X, '-pe', '$_ = uc' ], in => $_[0], want_out => 1);
}

my $turns = 0;
is((upper("before\n")->get)[1], "BEFORE\n", 'outside of sessions');
within(
    async sub {
        $_[KERNEL]->yield('turn');
        my ($status, $out) = await upper("many\n" x 1000);
        is_deeply [ $status, $out ], [ 0, "MANY\n" x 1000 ], 'in a handler';
        my $turn = $turns;
        await Future::IO->sleep(0.02);
        cmp_ok $turns, '>', $turn, 'others go on meanwhile';
        $_[HEAP]{over} = 1;
    },
    turn => sub { $turns++; $_[KERNEL]->delay(turn => 0.001) if !$_[HEAP]{over} });
is((upper("after\n")->get)[1], "AFTER\n", 'after the kernel ran');

done_testing();
