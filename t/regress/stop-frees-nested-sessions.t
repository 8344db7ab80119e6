use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# stop() inside a handler of the innermost of four nested sessions ends all of them. When it returns only
# the one that runs is still an object; then that goes too, and the kernel can be used again.
{

    package POE::MySession;
    our @ISA       = 'POE::Session';
    our $destroyed = 0;
    sub DESTROY { $destroyed++; return $_[0]->SUPER::DESTROY }

    package MyHeap;
    our $destroyed = 0;
    sub DESTROY { $destroyed++; return }
}

my (%count, @at_return);

sub nested {
    my ($left) = @_;
    POE::MySession->create(
        heap          => bless({}, 'MyHeap'),
        options       => { trace => 0, default => 0, debug => 0 },
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set("depth $left");
                return nested($left - 1) if $left > 1;
                $_[KERNEL]->yield('end');
                return;
            },
            end => sub {
                $_[KERNEL]->stop;
                @at_return = ($POE::MySession::destroyed, $MyHeap::destroyed);
            },
            _child  => sub { $count{"child $_[ARG0]"}++ },
            _parent => sub { $count{parent}++ },
            _stop   => sub { $count{stop}++ },
        },
    );
    return;
}

for my $turn (1, 2) {
    ($POE::MySession::destroyed, $MyHeap::destroyed, %count) = (0, 0);
    nested(4);
    $poe_kernel->run;
    is_deeply \@at_return, [ 3, 3 ], "turn $turn: three sessions and heaps are gone at once";
    is_deeply [ $POE::MySession::destroyed, $MyHeap::destroyed ], [ 4, 4 ], 'and all in the end';
    is_deeply \%count, { stop => 4, 'child create' => 3, 'child lose' => 3 }, 'each is told once';
}

done_testing;
