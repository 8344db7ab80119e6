package POE::Future::Convert;

# Futures of what other frameworks give, and the other way round. Loaded by the first one who asks for it.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Future);

use Carp         qw(croak);
use Scalar::Util qw(blessed);

use POE::Future ();

# The kernel is not idle while one of these is neither ready nor gone: others will complete it.
sub _from_elsewhere {
    my ($class)  = @_;
    my $future   = $class->new;
    my $is_known = bless [1], 'POE::Future::Convert::Pending';
    POE::XS::Futures::elsewhere(1);
    $future->set_udata(elsewhere => $is_known);
    return $future->on_ready(sub { $is_known->end });
}

sub POE::Future::Convert::Pending::end {
    my ($self) = @_;
    POE::XS::Futures::elsewhere(-1) if shift @$self and $POE::Kernel::poe_kernel;
    return;
}

sub POE::Future::Convert::Pending::DESTROY { $_[0]->end; return }

# ---- AnyEvent's condition variables ----

# Whoever had set a callback gets the condition variable after us.
sub from_cv {
    my ($class, $cv) = @_;
    croak 'from_cv: a condition variable of AnyEvent is needed'
        if !blessed $cv
        or !$cv->can('recv')
        or !$cv->can('cb');
    my $future = _from_elsewhere($class);
    my $others = $cv->cb;
    $cv->cb(sub {
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
    $future->on_ready(sub {
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
    my $future = _from_elsewhere($class);
    $promise->then(
        sub { $future->done(@_) if !$future->is_ready; return },
        sub { _fail($future, @_); return });
    return $future;
}

sub as_promise {
    my ($future) = @_;
    require Mojo::Promise;
    my $promise = Mojo::Promise->new;
    $future->on_ready(sub {
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
    return _fail($future, $@)     if !eval { @result = $code->(); 1 };
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

__END__

=head1 NAME

POE::Future::Convert - futures of condition variables and promises, and back

=head1 SYNOPSIS

=for example Future/0.49 Future::AsyncAwait/0.54 Mojo::Promise

    use Mojo::IOLoop;    # before POE, which then shares Mojolicious' loop
    use Mojo::Promise;
    use POE qw(Future);
    use Future::AsyncAwait;

    POE::Session->create(
        inline_states => {
            _start => async sub {
                my $promise = Mojo::Promise->timer(0.01, 'from a promise');
                print await(POE::Future->from_promise($promise)), "\n";
                await POE::Future->new_delay(0.01)->then_done('from a future')->as_promise
                    ->then(sub { print "$_[0]\n" });
            },
        },
    );
    POE::Kernel->run;
    # prints:
    #   from a promise
    #   from a future

=head1 DESCRIPTION

The methods are those of L<POE::Future>, which loads this module for the first of them. The other framework has to run, too:
AnyEvent chooses POE by itself; Mojolicious shares EV's loop when it is loaded before POE, or with C<use POE
qw(Loop::EV)>.

=head1 METHODS

=head2 as_cv()

I<Returns> a condition variable of L<AnyEvent>, which is sent what the future is done with. A failure is
croaked, without its category; C<cancelled> of a future that is cancelled.

=for example Future/0.49 Future::AsyncAwait/0.54 AnyEvent

    use POE qw(Future);
    use AnyEvent;

    my $cv = POE::Future->new_delay(0.01)->then_done(5)->as_cv;
    $cv->cb(sub { print $_[0]->recv, "\n" });
    POE::Future->new_delay(0.05)->await;
    # prints: 5

=head2 as_promise()

I<Returns> a L<Mojo::Promise> that is resolved with what the future is done with, or rejected with its failure and
category; C<cancelled> twice of a future that is cancelled.

=head2 from_cv($cv)

A class method. I<Returns> a future of what a condition variable is sent; it fails with what that croaks. A callback that it has
already is called as well. To cancel the future does not concern the condition variable. It dies with C<from_cv: a condition
variable of AnyEvent is needed>.

=for example Future/0.49 Future::AsyncAwait/0.54 AnyEvent

    use POE qw(Future);
    use AnyEvent;
    use Future::AsyncAwait;

    POE::Session->create(
        inline_states => {
            _start => async sub {
                my $cv = AnyEvent->condvar;
                $_[KERNEL]->delay(send => 0.01, $cv);
                print await(POE::Future->from_cv($cv)), "\n";
            },
            send => sub { $_[ARG0]->send('now') },
        },
    );
    POE::Kernel->run;
    # prints: now

=head2 from_promise($promise)

A class method. I<Returns> a future of what a promise, of any class with a method C<then>, is resolved with; it fails with what that
is rejected with, C<rejected without a reason> if that is nothing true. To cancel the future does not concern the
promise. It dies with C<from_promise: a promise is needed>.

=head1 SEE ALSO

L<POE::Future>, L<AnyEvent>, L<Mojo::Promise>

=cut
