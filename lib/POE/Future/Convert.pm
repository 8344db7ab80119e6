package POE::Future::Convert;

# Futures of what other frameworks give, and the other way round. Loaded by the first one who asks for it.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Future);

use Carp         qw(croak);
use Scalar::Util qw(blessed);

use POE::Future ();

# ---- AnyEvent's condition variables ----

# Whoever had set a callback gets the condition variable after us.
sub from_cv {
    my ($class, $cv) = @_;
    croak 'from_cv: a condition variable of AnyEvent is needed'
        if !blessed $cv or !$cv->can('recv') or !$cv->can('cb');
    my $future = $class->new;
    my $others = $cv->cb;
    $cv->cb(
        sub {
            my ($ready) = @_;
            _settle($future, sub { return $ready->recv });
            $others->($ready) if $others;
        });
    return $future;
}

sub as_cv {
    my ($future) = @_;
    require AnyEvent;
    my $cv = AnyEvent->condvar;
    $future->on_ready(
        sub {
            my ($ready) = @_;
            my ($failed, @with) = _outcome($ready);
            undef $future;    # which was kept until now
            $failed ? $cv->croak($with[0]) : $cv->send(@with);
        });
    return $cv;
}

# ---- promises ----

# Of whatever class: they have a method "then".
sub from_promise {
    my ($class, $promise) = @_;
    croak 'from_promise: a promise is needed' if !blessed $promise or !$promise->can('then');
    my $future = $class->new;
    $promise->then(
        sub { $future->done(@_) if !$future->is_ready; return },
        sub { _fail($future, @_); return });
    return $future;
}

sub as_promise {
    my ($future) = @_;
    require Mojo::Promise;
    my $promise = Mojo::Promise->new;
    $future->on_ready(
        sub {
            my ($ready) = @_;
            my ($failed, @with) = _outcome($ready);
            undef $future;
            $failed ? $promise->reject(@with) : $promise->resolve(@with);
        });
    return $promise;
}

# ---- outcomes ----

sub _settle {
    my ($future, $code) = @_;
    local ($@, $SIG{__DIE__});
    my @result;
    return _fail($future, $@)      if !eval { @result = $code->(); 1 };
    return $future->done(@result) if !$future->is_ready;
    return;
}

# A failure has to be true.
sub _fail {
    my ($future, $message, @more) = @_;
    $future->fail($message || 'rejected without a reason', @more) if !$future->is_ready;
    return;
}

# Whether it failed, and with what; else with what it is done.
sub _outcome {
    my ($future) = @_;
    return (1, 'cancelled', 'cancelled') if $future->is_cancelled;
    my @failure = $future->failure;
    return @failure ? (1, @failure) : (0, $future->result);
}

1;
