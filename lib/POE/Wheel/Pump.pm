package POE::Wheel::Pump;

# Moves bytes between a driver, a filter and a wheel's session, for the stock wheels. What it gets are references to the
# wheel's slots, so that a wheel can change its filter or events at any moment, and die without its state holding it.

use strict;
use warnings;

our $VERSION = '2.000';

sub _kernel { return $POE::Kernel::poe_kernel }

sub _call {
    my ($event, @args) = @_;
    my $kernel = _kernel();
    $kernel->call($kernel->get_active_session, $event, @args) if defined $event;
    return;
}

# The handler of a read select.
sub reader {
    my ($driver, $filter, $event, $id, $at_end) = @_;
    return sub {
        my $handle = $_[POE::Session::ARG0()];
        my $chunks = $$driver->get($handle);
        return deliver($filter, $event, $id, $chunks) if defined $chunks;
        $at_end->($handle);
    };
}

# Puts raw data through a filter, an event for each record.
sub deliver {
    my ($filter, $event, $id, $chunks) = @_;
    if (!($$filter->can('get_one') && $$filter->can('get_one_start'))) {
        _call($$event, $_, $id) for @{ $$filter->get($chunks) };
        return;
    }
    $$filter->get_one_start($chunks);
    while (1) {
        my $records = $$filter->get_one or last;
        last unless @$records;
        _call($$event, $_, $id) for @$records;
    }
    return;
}

# The handler of a write select.
sub writer {
    my ($driver, $octets, $flushed, $id, $on_error) = @_;
    return sub {
        my $handle = $_[POE::Session::ARG0()];
        $$octets = $$driver->flush($handle);
        return $on_error->($handle) if $!;
        return if $$octets;
        _kernel()->select_pause_write($handle);
        _call($$flushed, $id);
    };
}

1;
