package POE::Loop::IO_Async;

# A bridge to the loop of IO::Async.

use strict;
use warnings;

our $VERSION = '0.001';

use IO::Async::Loop;
use ToolkitBridge;

my $loop = IO::Async::Loop->new;
our $is_running;

sub _timer {
    my ($after, $code) = @_;
    my $id = $loop->watch_time(after => $after, code => $code);
    return ToolkitBridge::guard(sub { $loop->unwatch_time($id) });
}

sub _io {
    my ($handle, $write, $code) = @_;
    my $event = $write ? 'on_write_ready' : 'on_read_ready';
    $loop->watch_io(handle => $handle, $event => $code);
    return ToolkitBridge::guard(sub { $loop->unwatch_io(handle => $handle, $event => 1) });
}

sub _run {
    local $is_running = 1;    # a stop outside of a run would end the next one
    $loop->run;
    return;
}

ToolkitBridge->install(
    timer => \&_timer,
    io    => \&_io,
    run   => \&_run,
    stop  => sub { $loop->stop if $is_running },
    once  => sub { $loop->loop_once },
);

1;
