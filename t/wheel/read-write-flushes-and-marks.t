use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Stream);

# When FlushedEvent, HighEvent and LowEvent come, and how often. The driver takes as many octets at each
# turn as the test says.

package Dripping;

sub new { my ($class, @steps) = @_; return bless { left => 0, steps => \@steps }, $class }

sub get { return [] }

sub put {
    my ($self, $chunks) = @_;
    $self->{left} += length for @$chunks;
    return $self->{left};
}

sub flush {
    my ($self) = @_;
    $! = 0;
    my $step = @{ $self->{steps} } ? shift @{ $self->{steps} } : $self->{left};
    $self->{left} -= $step < $self->{left} ? $step : $self->{left};
    return $self->{left};
}

sub get_out_messages_buffered { return $_[0]{left} ? 1 : 0 }

package main;

# What comes of one put, with the octets that are left by then; the session goes on for a while after
# that, while the handle could be written to all the time.
sub played {
    my ($size, $steps, @marks) = @_;
    pipe my $in, my $out or die "pipe: $!";
    my @log;
    my $note = sub {
        push @log, "$_[STATE] $_[HEAP]{wheel}[POE::Wheel::ReadWrite::DRIVER_BUFFERED_OUT_OCTETS()]";
    };
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(
                InputHandle  => $in,
                OutputHandle => $out,
                Driver       => Dripping->new(@$steps),
                Filter       => POE::Filter::Stream->new,
                FlushedEvent => 'flushed',
                @marks
                ? (
                    HighMark => $marks[0], LowMark => $marks[1], HighEvent => 'high',
                    LowEvent => 'low'
                    )
                : (),
            );
            $_[KERNEL]->delay(over => 0.3);
            push @log, 'put: high' if $wheel->put('x' x $size);
        },
        flushed => $note,
        high    => $note,
        low     => $note,
        over    => sub { delete $_[HEAP]{wheel} },
    );
    return \@log;
}

is_deeply played(10, []), ['flushed 0'], 'all at once: flushed once';
is_deeply played(10, [ 3, 3 ]), ['flushed 0'], 'in three parts: flushed once';

is_deeply played(10, [ 1, 4, 1, 1 ], 10, 5), [ 'put: high', 'low 5', 'flushed 0' ],
    'the low mark is reached exactly';
is_deeply played(10, [ 1, 3, 4 ], 10, 5), [ 'put: high', 'low 2', 'flushed 0' ], 'it is passed';
is_deeply played(9, [ 1, 3, 2 ], 10, 5), ['flushed 0'], 'below the high mark there is no low one';

done_testing;
