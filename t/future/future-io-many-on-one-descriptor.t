# Several operations on one descriptor: in their order, passing over those cancelled, beside the program's own.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;

BEGIN {
    plan(skip_all => 'Future::IO is not installed') if !eval { require Future::IO; 1 }
}

use POE qw(Future Wheel::ReadWrite);
use Future::AsyncAwait;
use Future::IO::Impl::POE;

within(
    async sub {
        my ($here, $there) = pair();
        my $before = () = $poe_kernel->_watched_fds;
        my @reads  = map { Future::IO->sysread($here, 2) } 1 .. 4;
        my $write  = Future::IO->syswrite($here, 'abc');
        $reads[1]->cancel;
        syswrite $there, '123456';
        is_deeply [ await Future->needs_all(@reads[ 0, 2, 3 ]) ], [ 12, 34, 56 ], 'in their order';
        is await $write, 3, 'a write in between';
        is scalar(() = $poe_kernel->_watched_fds), $before, 'nothing is watched any more';
        my @cancelled = map { Future::IO->sysread($here, 2) } 1 .. 2;
        $_->cancel for @cancelled;
        is scalar(() = $poe_kernel->_watched_fds), $before, 'nor for those that were cancelled';
        my $eof = Future::IO->sysread($here, 1);
        sysread $there, my $written, 3;
        close $there;
        is_deeply [ await $eof ], [], 'the end is an empty list';
        my $late = Future::IO->sysread($here, 1);
        close $here;
        my ($next) = pair();
        my $of_next = Future::IO->sysread($next, 1);
        is failure_of($late), "poll: the handle was closed\n|poll",
            'a handle that was closed, when its number is another';
        $of_next->cancel;
        is failure_of(Future::IO->sysread($here, 1)), "sysread: Bad file descriptor\n|sysread",
            'one that is closed';
    });

# A wheel's writer is paused while it has nothing to write.
my $flushed = 0;
within(
    async sub {
        my ($wheel, $there) = reader_on('', FlushedEvent => 'flushed');
        my $handle = $wheel->get_output_handle;
        is await Future::IO->syswrite($handle, 'x'), 1, 'a handle of a wheel is written';
        await POE::Future->new_delay(0.02);
        is $flushed, 0, 'the wheel hears nothing of it';
        $wheel->put('y');
        await $wheel->flushed;
        is $flushed, 1, 'and writes on';
    },
    flushed => sub { $flushed++ });

SKIP: {
    skip 'no IO::Poll', 3 if !eval { require IO::Poll; 1 };
    within(
        async sub {
            my ($here, $there) = pair();
            is await(Future::IO::Impl::POE->poll($here, IO::Poll::POLLIN() | IO::Poll::POLLOUT())),
                IO::Poll::POLLOUT(), 'poll: it can be written';
            my $in = Future::IO::Impl::POE->poll($here, IO::Poll::POLLIN());
            syswrite $there, 'x';
            is await $in, IO::Poll::POLLIN(), 'poll: there is something';
            pipe my $out, my $into;
            close $into;
            is await(Future::IO::Impl::POE->poll($out, IO::Poll::POLLIN() | IO::Poll::POLLHUP()))
                & IO::Poll::POLLHUP(),
                IO::Poll::POLLHUP(), 'poll: the other end is gone';
        });
}

no_growth(
    'an operation',
    sub {
        my ($here, $there) = pair();
        my @reads = map { Future::IO->sysread($here, 1) } 1 .. 3;
        $reads[2]->cancel;
        syswrite $there, 'ab';
        $reads[1]->get;
    });

done_testing();
