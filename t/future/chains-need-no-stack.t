use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use POETest;
use Test::More;

# 100,000 subs of which each awaits the next, and futures that are completed by each other: in the stack of one.

my $deep = $ENV{POE_TEST_MANY} ? 2_000 : 100_000;
my $code = <<'PERL' =~ s/DEEP/$deep/r;
use POE qw(Future); use Future::AsyncAwait; no warnings 'recursion';
my $end = POE::Future->new;
async sub link_to { my ($awaited) = @_; my $value = await $awaited; return $value + 1 }
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->yield('go') },
    go => async sub {
        my $chain = $end;
        $chain = link_to($chain) for 1 .. DEEP;
        $_[KERNEL]->delay(end => 0);
        print await($chain), "\n";
    },
    end => sub { $end->done(0) },
});
POE::Kernel->run;
print "over\n";
PERL
my $child = run_child($code, limit => 120);
is($child->{stdout}, "$deep\nover\n", 'a chain of subs');
is($child->{stderr}, '', 'without complaint');
is($child->{status}, 0);

done_testing;
