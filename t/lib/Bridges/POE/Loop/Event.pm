package POE::Loop::Event;

# A bridge to Event.

use strict;
use warnings;

our $VERSION = '0.001';

use Event;
use ToolkitBridge;

# Event calls nothing of Perl when a signal wakes it: then no handler of %SIG is run.
my $checks;
Event->add_hooks(asynccheck => sub { $checks++; return });

# Event itself keeps a watcher until it is told to end it.
sub _until_dropped {
    my ($watcher) = @_;
    return ToolkitBridge::guard(sub { $watcher->cancel });
}

ToolkitBridge->install(
    timer => sub {
        my ($after, $code) = @_;
        return _until_dropped(Event->timer(after => $after, cb => $code));
    },
    io => sub {
        my ($handle, $write, $code) = @_;
        return _until_dropped(Event->io(fd => $handle, poll => $write ? 'w' : 'r', cb => $code));
    },
    run  => sub { Event::loop() },
    stop => sub { Event::unloop_all() },
    once => sub { Event::one_event() },
);

1;
