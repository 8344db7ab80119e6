package POE::Loop::Glib;

# A bridge to Glib's main context.

use strict;
use warnings;

our $VERSION = '0.001';

use Glib;
use POSIX ();
use ToolkitBridge;

my $loop = Glib::MainLoop->new;

# The source of a timer that has come is gone by itself.
sub _timer {
    my ($after, $code) = @_;
    my $source;
    $source = Glib::Timeout->add(
        POSIX::ceil($after * 1000),
        sub { undef $source; $code->(); return 0 });
    return ToolkitBridge::guard(sub { Glib::Source->remove($source) if $source });
}

sub _io {
    my ($handle, $write, $code) = @_;
    my $source = Glib::IO->add_watch(
        fileno $handle,
        [ $write ? 'out' : 'in', 'hup', 'err' ],
        sub { $code->(); return 1 });
    return ToolkitBridge::guard(sub { Glib::Source->remove($source) });
}

ToolkitBridge->install(
    timer => \&_timer,
    io    => \&_io,
    run   => sub { $loop->run },
    stop  => sub { $loop->quit },
    once  => sub { Glib::MainContext->default->iteration(1) },
);

1;
