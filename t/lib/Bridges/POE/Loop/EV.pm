package POE::Loop::EV;

# A bridge to EV's default loop that is not ours, found first on the path: as CPAN's of this name is.

use strict;
use warnings;

our $VERSION = '0.001';

use EV;
use ToolkitBridge;

# EV calls nothing of Perl when a signal wakes it: then no handler of %SIG is run.
our ($check, $checks);
$check = EV::check(sub { $checks++; return });

ToolkitBridge->install(
    timer => sub { my ($after, $code) = @_; return EV::timer($after, 0, $code) },
    io    => sub {
        my ($handle, $write, $code) = @_;
        return EV::io($handle, $write ? EV::WRITE() : EV::READ(), $code);
    },
    run  => sub { EV::run() },
    stop => sub { EV::break(EV::BREAK_ALL()) },
    once => sub { EV::run(EV::RUN_ONCE()) },
);

1;
