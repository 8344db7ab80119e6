package POE::XS;

use strict;
use warnings;

our $VERSION = '2.000';

# Whether the program itself had EV before us: then its default loop is what it runs on.
our $program_loaded_ev = $INC{'EV.pm'} ? 1 : 0;

# Whether to offer a look into the program: asked for from outside.
$POE::XS::Probe::wanted = 1
    if $ENV{POE_PROBE}
    or $ENV{POE_PROBE_DUMP}
    or $ENV{POE_PROBE_HTTP};

require XSLoader;
XSLoader::load('POE::XS', $VERSION);

# ---- what is compiled of a package ----

# A package that has functions is one that was loaded, to perl's errors and to those who look (Class::Load). What is
# compiled for packages other than the kernel's is therefore put away until their modules say `use POE::XS`.
my %put_away = map { $_ => _put_away($_) } qw(
    POE::Session POE::Filter::Line POE::Filter::Stream POE::Filter::Block POE::Filter::Reference
    POE::Driver::SysRW POE::Wheel::Pump POE::Wheel::ReadWrite POE::Wheel::Run
);

# Globs, not code alone, which would forget its name.
sub _put_away {
    my ($package) = @_;
    no strict 'refs';
    my $stash = \%{"$package\::"};
    return { map { $_ => \delete $stash->{$_} } grep { defined &{"$package\::$_"} } keys %$stash };
}

sub import {
    my $package  = caller;
    my $compiled = $put_away{$package} or return;
    no strict 'refs';
    *{"$package\::$_"} = *{ $compiled->{$_} }{CODE} for keys %$compiled;
    return;
}

# What happens before the program runs counts, too.
measure('counts') if $POE::XS::Probe::wanted;

# ---- modules that come with POE ----

# One of them is wanted now. The program's own ways with exceptions have nothing to do with that.
sub _load_companion {
    my ($file) = @_;
    local $SIG{__DIE__};
    require $file;
    return;
}

# ---- who uses EV ----

# The kernel needs EV for its own loop. A program that says `use EV` later, itself or through a library,
# expects that EV's default loop runs: take that as the sign. EV has no import of its own, whatever a
# perl that has UNIVERSAL::import says when it is asked.
if (!$program_loaded_ev and !defined &EV::import) {
    no warnings 'once';
    *EV::import = sub { _is_used(scalar caller); return };
}

# AnyEvent takes EV because it finds it here. Alone with POE it would have made sessions of its watchers:
# they count as work.
sub _is_used {
    my ($by) = @_;
    _reveal_ev();
    POE::Loop::Native::_count_others(1) if !$program_loaded_ev and $by eq 'AnyEvent::Impl::EV';
    $program_loaded_ev = 1;
    _share_ev();
    return;
}

# Signals that sessions watch go along.
sub _share_ev {
    POE::Kernel->_watch_signals_anew
        if POE::Loop::Native::_share()
        and defined &POE::Kernel::_watch_signals_anew;
    return;
}

# Beside a foreign loop nobody runs EV. Libraries that take a loop that is there, as AnyEvent does, look
# for its version: they are to find the loop that runs. Who asks for EV by name gets it.
my $evs_version;

sub _hide_ev {
    return if $program_loaded_ev or defined $evs_version;
    $evs_version = $EV::VERSION;
    undef $EV::VERSION;
    no warnings 'once';
    *EV::VERSION = sub { _reveal_ev(); goto &UNIVERSAL::VERSION };
    return;
}

sub _reveal_ev {
    return if !defined $evs_version;
    $EV::VERSION = $evs_version;
    undef $evs_version;
    return;
}

1;
