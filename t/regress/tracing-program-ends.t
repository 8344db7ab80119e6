use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# With all traces and assertions on a small program still ends in good time.
my $child
    = run_child(<<'CODE', env => { POE_TRACE_DEFAULT => 1, POE_ASSERT_DEFAULT => 1 }, limit => 10);
    use POE;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->yield('work'); $_[KERNEL]->delay(later => 0.2) }, _stop => sub { },
        work => sub { print 'work ' }, later => sub { print 'later ' } });
    POE::Kernel->run;
    print 'returned';
CODE
is $child->{stdout}, 'work later returned';
is $child->{status}, 0;
is $child->{timed_out}, 0;

done_testing;
