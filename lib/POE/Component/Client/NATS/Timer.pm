package POE::Component::Client::NATS::Timer;

# Limits of time, by the tenth of a second: very many of them, nearly none of which is ever reached, for
# one alarm. They may be set from within any session.

use strict;
use warnings;

our $VERSION = '2.000';

use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

use POE::Kernel ();

use constant EACH => 10;    # of a second

sub new {
    my ($class, $session_id) = @_;
    return bless { id => $session_id, due => {} }, $class;
}

sub now { return clock_gettime(CLOCK_MONOTONIC) }

# The code is called in the client's session.
sub add {
    my ($self, $seconds, $code) = @_;
    my $slot = int((now() + $seconds) * EACH) + 1;
    push @{ $self->{due}{$slot} }, $code;
    return if defined $self->{next} and $self->{next} <= $slot;
    $self->{next} = $slot;
    $POE::Kernel::poe_kernel->post($self->{id}, 'nats_arm');
    return;
}

# In the client's session, as what follows.
sub arm {
    my ($self)  = @_;
    my $next    = $self->{next} // return $POE::Kernel::poe_kernel->delay('nats_tick');
    my $seconds = $next / EACH - now();
    $POE::Kernel::poe_kernel->delay(nats_tick => $seconds > 0 ? $seconds : 0);
    return;
}

sub tick {
    my ($self) = @_;
    my $now    = int(now() * EACH);
    my @slots  = sort { $a <=> $b } keys %{ $self->{due} };
    my @due    = map  { @{ delete $self->{due}{$_} } } grep { $_ <= $now } @slots;
    ($self->{next}) = grep { $_ > $now } @slots;
    $self->arm;
    my $error;
    for my $code (@due) {
        eval { $code->(); 1 } or $error //= $@;
    }
    die $error if defined $error;
    return;
}

sub clear {
    my ($self) = @_;
    $self->{due} = {};
    undef $self->{next};
    $self->arm;
    return;
}

1;
