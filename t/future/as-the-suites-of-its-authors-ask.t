use strict;
use warnings;

use lib 't/lib';
use Awaits;
use POE;
use Test::More;

# The suite that Future::AsyncAwait has for classes, outside of handlers, in one, and for a class made of ours.

plan skip_all => 'Test::Future::AsyncAwait::Awaitable is not installed'
    if !eval { require Test::Future::AsyncAwait::Awaitable; 1 };
@Heir::ISA = ('POE::Future');

sub suite {
    my ($title, $class, @force) = @_;
    return Test::Future::AsyncAwait::Awaitable::test_awaitable(
        "$class $title",
        class  => $class,
        new    => sub { $class->new },
        cancel => sub { $_[0]->cancel },
        @force
    );
}

suite('outside of handlers', $_) for qw(POE::Future Heir);
run_states(
    go => sub {
        suite('in a handler', $_, force => sub { POE::Kernel->run_one_timeslice for 1 .. 2 })
            for qw(POE::Future Heir);
    });

done_testing;
