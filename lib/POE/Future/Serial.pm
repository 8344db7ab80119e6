package POE::Future::Serial;

use strict;
use warnings;

our $VERSION = '2.000';

# Handlers that take one event after the other: for POE::Kernel's serial, which loads this.

use Carp         qw(croak);
use Scalar::Util qw(blessed);

our @CARP_NOT = qw(POE::Future POE::Future::Verbs);

BEGIN {
    eval { require Future::AsyncAwait; 1 }
        or croak
        'serial: the module Future::AsyncAwait is needed, from CPAN or libfuture-asyncawait-perl: ',
        $@;
    Future::AsyncAwait->import;
}
use POE::Future  ();
use POE::Session ();

# Puts itself around those handlers of the active session.
sub _begin {
    my (@events) = @_;
    my $kernel   = $POE::Kernel::poe_kernel;
    my $session  = $kernel->get_active_session;
    croak 'serial: only in a handler of a POE::Session' if !$session->isa('POE::Session');
    my $states = $session->[ POE::Session::SE_STATES() ];
    croak 'serial: the names of events are needed' if !@events or grep { !defined } @events;
    my ($missing) = grep { !$states->{$_} } @events;
    croak "serial: the session has no handler for '$missing'" if defined $missing;

    for my $event (@events) {
        $kernel->state($event => _one_by_one($states->{$event}));
    }
    return;
}

# The next one begins when the last has ended, however that was. What a sub that waits was called with has to be
# somewhere meanwhile: in our array.
sub _one_by_one {
    my ($handler) = @_;
    my $last = POE::Future->done;
    return async sub {
        my ($object, @arguments) = @_;
        my ($before, $ended)     = ($last, POE::Future->new);
        my $turn = bless \$ended, 'POE::Future::Serial::Turn';
        $last = $ended;
        await $before;
        my @result = _call($handler, $object, \@arguments);
        @result = await $result[0]
            if @result == 1
            and blessed $result[0]
            and $result[0]->can('AWAIT_ON_READY');
        return @result;
    };
}

sub _call {
    my ($handler, $object, $arguments) = @_;
    return $handler->($object, @$arguments) if ref $handler ne 'ARRAY';
    my ($owner, $method) = @$handler;
    return $owner->$method(@$arguments);
}

sub POE::Future::Serial::Turn::DESTROY {
    my ($self) = @_;
    $$self->done if !$$self->is_ready;
    return;
}

1;
