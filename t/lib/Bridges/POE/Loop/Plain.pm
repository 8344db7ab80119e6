package POE::Loop::Plain;

# A bridge to no toolkit at all: select(2), and a timer that is looked at after it.

use strict;
use warnings;

our $VERSION = '0.001';

use Scalar::Util qw(refaddr);
use Time::HiRes  qw(time);
use ToolkitBridge;

my (@timer, %file, $is_stopped);

sub _timer {
    my ($after, $code) = @_;
    my $mine = [ time + $after, $code ];
    push @timer, $mine;
    return ToolkitBridge::guard(sub {
        @timer = grep { $_ != $mine } @timer;
    });
}

sub _io {
    my ($handle, $write, $code) = @_;
    my $mine = [ fileno $handle, $write, $code ];
    $file{ refaddr $mine } = $mine;
    return ToolkitBridge::guard(sub { delete $file{ refaddr $mine } });
}

sub _turn {
    my @bits = ('', '');
    vec($bits[ $_->[1] ], $_->[0], 1) = 1 for values %file;
    my ($due)  = sort { $a->[0] <=> $b->[0] } @timer;
    my $left   = $due ? $due->[0] - time : undef;
    my @found  = @bits;
    my $number = select $found[0], $found[1], undef, defined $left && $left < 0 ? 0 : $left;
    my @ready  = grep { $number > 0 && vec $found[ $_->[1] ], $_->[0], 1 } values %file;
    $file{ refaddr $_ } && $_->[2]->() for @ready;
    $due->[1]->() if $due && $due->[0] <= time && grep { $_ == $due } @timer;
    return;
}

sub _run {
    $is_stopped = 0;
    _turn() until $is_stopped;
    return;
}

ToolkitBridge->install(
    timer => \&_timer,
    io    => \&_io,
    run   => \&_run,
    stop  => sub { $is_stopped = 1 },
    once  => \&_turn,
);

1;
