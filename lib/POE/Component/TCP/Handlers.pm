package POE::Component::TCP::Handlers;

# The handlers of connections that come with every record or flush, made to measure, and the way in which
# a component's other handlers get what they work on.

use strict;
use warnings;

our $VERSION = '2.000';

use Scalar::Util qw(reftype);

use POE::Session;
use POE::XS ();

# A handler that gets $what in front of what handlers get, and takes it off: a callback of the program
# then finds @_ as the event brought it.
sub with {
    my ($what, $code) = @_;
    return POE::XS::_with($what, $code);
}

sub all_with {
    my ($what, %handler) = @_;
    return map { $_ => with($what, $handler{$_}) } keys %handler;
}

# Records of a connection that is shutting down are nobody's. Those of one that must not be idle, for so
# many seconds, are noted.
sub input {
    my ($callback, $seconds) = @_;
    return POE::XS::_unless(shutdown => _function($callback)) if !defined $seconds;
    return sub {
        my $heap = $_[HEAP];
        return if $heap->{shutdown};
        $heap->{active_at} = POE::XS::steady();
        &$callback;
        return;
    };
}

# The last flush of a connection that is shutting down is its end.
sub flushed {
    my ($callback, $seconds, $end) = @_;
    return POE::XS::_when(shutdown => $end) if !$callback and !defined $seconds;
    return sub {
        $_[HEAP]{active_at} = POE::XS::steady() if defined $seconds;
        &$callback                              if $callback;
        &$end                                   if $_[HEAP]{shutdown};
        return;
    };
}

# What the program gave may be an object that only acts as one.
sub _function {
    my ($callback) = @_;
    return $callback if (reftype($callback) // '') eq 'CODE';
    return sub {&$callback};
}

1;
