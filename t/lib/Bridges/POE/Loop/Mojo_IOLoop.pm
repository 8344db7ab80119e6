package POE::Loop::Mojo_IOLoop;

# A bridge to the reactor of Mojo::IOLoop, whichever that is: MOJO_REACTOR names one.

use strict;
use warnings;

our $VERSION = '0.001';

use Mojo::IOLoop;
use ToolkitBridge;

my $reactor = Mojo::IOLoop->singleton->reactor;

# EV calls nothing of Perl when a signal wakes it: then no handler of %SIG is run.
our ($check, $checks);
$check = EV::check(sub { $checks++; return }) if $reactor->isa('Mojo::Reactor::EV');

# A reactor has one watch for each file, for reading and writing both.
my %code;

sub _io {
    my ($handle, $write, $code) = @_;
    my $number = fileno $handle;
    my $mine   = $code{$number}
        ||= { handle => $handle, on => [] };
    $mine->{on}[$write] = $code;
    _change($number);
    return ToolkitBridge::guard(sub { undef $mine->{on}[$write]; _change($number) });
}

sub _change {
    my ($number) = @_;
    my ($handle, $on) = @{ $code{$number} }{qw(handle on)};
    if (!grep {defined} @$on) {
        delete $code{$number};
        return $reactor->remove($handle);
    }
    $reactor->io($handle => sub { $on->[ $_[1] ]->() if $on->[ $_[1] ] })
        ->watch($handle, map { defined $on->[$_] } 0, 1);
    return;
}

sub _timer {
    my ($after, $code) = @_;
    my $id = $reactor->timer($after => $code);
    return ToolkitBridge::guard(sub { $reactor->remove($id) });
}

ToolkitBridge->install(
    timer => \&_timer,
    io    => \&_io,
    run   => sub { $reactor->start },
    stop  => sub { $reactor->stop },
    once  => sub { $reactor->one_tick },
);

1;
