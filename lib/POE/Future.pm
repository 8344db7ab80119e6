package POE::Future;

use strict;
use warnings;

our $VERSION = '2.000';

# Futures of POE's kernel. They are made complete by alarms of the kernel's own, not by sessions; await runs slices of the loop.

use Carp qw(croak);

BEGIN {
    eval { require Future; Future->VERSION(0.49); 1 }
        or croak 'POE::Future needs the module Future, version 0.49 or later, from CPAN or libfuture-perl: ', $@;
    our @ISA      = ('Future');
    our @CARP_NOT = qw(Future Future::PP Future::_base);
}

use POE::Kernel;

# ---- timers ----

sub new_delay {
    my ($class, $seconds) = @_;
    return $class->_timer(_number($seconds, 'new_delay: a number of seconds'), 'done');
}

sub new_alarm {
    my ($class, $epoch) = @_;
    _number($epoch, 'new_alarm: a time, in seconds since the epoch');
    my $self = $class->new;
    return $self->_taken_back(POE::XS::Futures::at($epoch, $self, 'done'));
}

sub new_timeout {
    my ($class, $seconds) = @_;
    return $class->_timer(_number($seconds, 'new_timeout: a number of seconds'), 'fail', 'Timeout', 'timeout');
}

sub _number {
    my ($number, $what) = @_;
    my $is = do { no warnings; defined $number and !ref $number || overload::Method($number, '0+') and $number == $number + 0 };
    croak $what if !$is or $number !~ /\d/;
    return $number;
}

sub _timer {
    my ($class, $seconds, @completion) = @_;
    my $self = $class->new;
    return $self->_taken_back(POE::XS::Futures::in($seconds, $self, @completion));
}

# One that is cancelled leaves no alarm behind.
sub _taken_back {
    my ($self, $id) = @_;
    $self->on_cancel(sub { POE::XS::Futures::not($id) });
    return $self;
}

# ---- in the next turn of the loop ----

sub done_later {
    my ($self, @result) = @_;
    $self = $self->new if !ref $self;
    POE::XS::Futures::in(undef, $self, 'done', @result);
    return $self;
}

sub fail_later {
    my ($self, @failure) = @_;
    croak 'fail_later: what it fails of is missing' if !$failure[0];
    $self = $self->new if !ref $self;
    POE::XS::Futures::in(undef, $self, 'fail', @failure);
    return $self;
}

# ---- limits of time ----

sub timeout {
    my ($class, $seconds, $future) = @_;
    croak 'timeout: of which future?' if !ref $future;
    return $class->wait_any($future, $class->new_timeout($seconds));
}

# ---- waiting ----

# Outside of handlers only: within one, everything else would stand still, or run inside of it.
sub await {
    my ($self) = @_;
    my $kernel = $POE::Kernel::poe_kernel;
    return $self if $self->is_ready;
    croak 'A handler cannot wait by get or await: make it an async sub and say "await $future", or use on_ready'
        if $kernel->get_active_session != $kernel;
    while (!$self->is_ready) {
        $kernel->_turn or croak 'Nothing is left that could complete this future';
    }
    return $self;
}

1;
