# What is asked of a wheel fails when the wheel goes; that it is closed comes true.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;
use POE qw(Wheel::ReadWrite Filter::Line);
use Future::AsyncAwait;

sub fill {
    my ($wheel) = @_;
    $wheel->put('x' x 1_000_000);
    return $wheel;
}

within(
    async sub {
        my ($wheel, $there) = reader_on('half a line');
        my @asked = (fill($wheel)->flushed, $wheel->read_line, $wheel->read(100), $wheel->closed);
        await POE::Future->new_delay(0.02);
        undef $wheel;
        is_deeply [ map { failure_of($_) } @asked ], [ ('the wheel is gone|gone') x 3, 'done' ],
            'dropped by the program';
    });

# A handler that is told, and drops it.
within(
    async sub {
        my ($wheel, $there) = reader_on('');
        $_[HEAP]{wheel} = $wheel;
        my ($line, $next) = ($wheel->read_line, $wheel->read_line);
        $line->on_ready(sub { undef $wheel });
        delete $_[HEAP]{wheel};
        syswrite $there, "one\ntwo\n";
        is await $line, 'one', 'dropped by who got a record';
        is failure_of($next), 'the wheel is gone|gone', 'the next one asked';
    });

within(
    async sub {
        my ($wheel, $there) = reader_on("one\ntwo");
        my $closed = $wheel->closed;
        $wheel->shutdown_input;
        is $closed->state, 'done', 'closed by shutdown_input';
        is_deeply [ await $wheel->read_line ], [], 'which is an end for reads';
        my $flushed = fill($wheel)->flushed;
        $wheel->shutdown_output;
        is failure_of($flushed), 'write: the output is shut|write',
            'output that was shut is not flushed';
        is failure_of($wheel->flushed), 'write: nothing more is written|write', 'nor will it be';
    });

# The session stops: the wheel goes with its heap.
my @left;
session(
    _start => sub {
        my ($wheel, $there) = reader_on('');
        $_[HEAP]{wheel} = $wheel;
        push @left, $wheel->read_line, $wheel->closed, $there;
        $_[KERNEL]->delay(stop => 0.02);
    },
    stop => sub { POE::Kernel->signal($_[SESSION], 'KILL') });
POE::Kernel->run;
is_deeply [ map { failure_of($_) } @left[ 0, 1 ] ], [ 'the wheel is gone|gone', 'done' ],
    'dropped with its session';

done_testing();
