package POE::Future;

use strict;
use warnings;

our $VERSION = '2.000';

# Futures of POE's kernel. They are made complete by alarms of the kernel's own, not by sessions; await runs slices of the loop.

use Carp         qw(croak);
use Errno        qw(ESRCH);
use Scalar::Util qw(blessed looks_like_number);

BEGIN {
    eval { require Future; Future->VERSION(0.49); 1 }
        or croak
        'POE::Future needs the module Future, version 0.49 or later, from CPAN or libfuture-perl: ',
        $@;
    our @ISA      = ('Future');
    our @CARP_NOT = qw(Future Future::PP Future::_base POE::Future::Verbs POE::Future::Group);
}

require POE::Kernel;
use POE::Future::Verbs;

# Who uses it may have nothing else of POE: a loop is chosen then, not when it is loaded for something else.
sub import {
    POE::Kernel->import;
    return;
}

# ---- the class: compiled where Future is the one in Perl, of a version whose objects we know ----

# Methods of it in the order in which xs/values/values.h counts them, with our names for those of them that are compiled.
my @base = qw(done _mark_ready result AWAIT_ON_READY AWAIT_CHAIN_CANCEL is_ready is_cancelled new);

my %compiled = (
    done               => [qw(done AWAIT_DONE AWAIT_NEW_DONE)],
    mark_ready         => [qw(_mark_ready)],
    result             => [qw(result AWAIT_GET)],
    is_ready           => [qw(is_ready AWAIT_IS_READY)],
    is_cancelled       => [qw(is_cancelled AWAIT_IS_CANCELLED)],
    new                => [qw(new AWAIT_CLONE)],
    await_on_ready     => [qw(AWAIT_ON_READY)],
    await_chain_cancel => [qw(AWAIT_CHAIN_CANCEL)],
);

# Where they are debugged or timed, too, Future does it all.
sub _is_compilable {
    return
           Future->isa('Future::PP')
        && $Future::VERSION < 0.55
        && !Future::PP::DEBUG()
        && !$Future::TIMES;
}

if (_is_compilable()) {
    _compile();
    no strict 'refs';
    for my $name (keys %compiled) {
        *{$_} = \&{"POE::XS::Futures::$name"} for @{ $compiled{$name} };
    }
    *cancel  = \&_cancel_what_it_awaits;
    *session = sub { return _session_of($_[0]{session}) };
} else {
    no strict 'refs';
    *new     = \&_new_with_session;
    *session = sub { return _session_of($_[0]->udata('session')) };
}

sub _compile {
    return POE::XS::Futures::compile([ map { Future->can($_) } @base ]);
}

# The kernel, outside of sessions.
sub _session_of {
    my ($id) = @_;
    my $kernel = $POE::Kernel::poe_kernel;
    return $id ? $kernel->ID_id_to_session($id) : $kernel;
}

sub _new_with_session {
    my ($proto) = @_;
    my $self = $proto->SUPER::new;
    return $self->set_udata(session => $POE::Kernel::poe_kernel->get_active_session->ID);
}

# Promises cannot be cancelled.
sub _cancel_what_it_awaits {
    my ($self) = @_;
    my $awaited = $self->is_ready ? undef : delete $self->{awaits};
    push @{ $self->{on_cancel} }, $awaited if blessed $awaited and $awaited->isa('Future');
    push @{ $self->{on_cancel} }, sub { $awaited->cancel }
        if blessed $awaited and !$awaited->isa('Future') and $awaited->can('cancel');
    return $self->SUPER::cancel;
}

# ---- timers ----

sub new_delay {
    my ($class, $seconds) = @_;
    return $class->_timer(_number($seconds, 'new_delay: the number of seconds'), 'done');
}

sub new_alarm {
    my ($class, $epoch) = @_;
    _number($epoch, 'new_alarm: the time, in seconds since the epoch,');
    my $self = $class->new;
    return $self->_taken_back(POE::XS::Futures::at($epoch, $self, 'done'));
}

sub new_timeout {
    my ($class, $seconds) = @_;
    return $class->_timer(
        _number($seconds, 'new_timeout: the number of seconds'), 'fail',
        'Timeout', 'timeout'
    );
}

# Objects that read as numbers are: spans of time, big numbers.
sub _number {
    my ($number, $what) = @_;
    my $is
        = blessed $number
        ? overload::Method($number, '0+') || overload::Method($number, '+')
        : looks_like_number($number);
    return $number if $is and ref $number || $number == $number && abs $number != 9**9**9;
    return croak "$what must be a finite number, not ", defined $number ? "'$number'" : 'undef';
}

sub _timer {
    my ($class, $seconds, @completion) = @_;
    my $self = $class->new;
    return $self->_taken_back(POE::XS::Futures::in($seconds, $self, @completion));
}

# One that is cancelled leaves no alarm behind.
sub _taken_back {
    my ($self, $id) = @_;
    return $self->on_cancel(sub { POE::XS::Futures::not($id) });
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
    croak 'fail_later: a failure that is true is needed' if !$failure[0];
    $self = $self->new                                   if !ref $self;
    POE::XS::Futures::in(undef, $self, 'fail', @failure);
    return $self;
}

# ---- connections ----

sub connect {
    require POE::Future::Connect;
    goto &POE::Future::Connect::_begin;
}

# ---- what other frameworks have in place of futures ----

for my $name (qw(from_cv as_cv from_promise as_promise)) {
    my $convert = sub { require POE::Future::Convert; goto &{ POE::Future::Convert->can($name) } };
    no strict 'refs';
    *$name = $convert;
}

# ---- limits of time ----

sub timeout {
    my ($class, $seconds, $future) = @_;
    croak 'timeout: a future is needed' if !blessed $future or !$future->isa('Future');
    return $class->wait_any($future, $class->new_timeout($seconds));
}

# ---- waiting ----

# Outside of handlers only: within one, everything else would stand still, or run inside of it.
sub await {
    my ($self) = @_;
    my $kernel = $POE::Kernel::poe_kernel;
    return $self if $self->is_ready;
    croak
        'A handler cannot wait by get or await: make it an async sub and say "await $future", or use on_ready'
        if $kernel->get_active_session != $kernel;
    while (!$self->is_ready) {
        $kernel->_turn or croak 'Nothing is left that could complete this future';
    }
    return $self;
}

# ---- questions, for the compiled part: see ask in POE::Future::Verbs ----

sub _limit_of {
    my ($class, $verb, $options) = @_;
    my %given   = %$options;
    my $timeout = delete $given{timeout};
    my ($other) = sort keys %given;
    croak "$verb: there is no option '$other'" if defined $other;
    return defined $timeout ? _number($timeout, "$verb: timeout") : undef;
}

sub _no_session {
    my ($class, $address) = @_;
    return $class->fail(
        'ask: there is no session ' . (defined $address ? "'$address'" : 'undef') . "\n", 'poe',
        ESRCH + 0
    );
}

sub _gone {
    my ($self) = @_;
    return $self->fail("The session that was asked ended before it answered\n", 'gone');
}

# The reply becomes what the future has become; false if it cannot any more. What it becomes of one that was cancelled is the method's.
sub _settle {
    my ($reply, $future, $if_cancelled) = @_;
    return if $reply->is_ready;
    if ($future->AWAIT_IS_CANCELLED) {
        $if_cancelled ||= '_gone';
        $reply->$if_cancelled;
    } elsif ($future->isa('Future')) {
        $future->on_ready($reply);
    } else {
        eval { $reply->done($future->AWAIT_GET); 1 } or $reply->fail($@);
    }
    return 1;
}

# One that a plain handler returned.
sub _follow {
    my ($reply, $future, @if_cancelled) = @_;
    return $reply->_settle($future, @if_cancelled) if $future->AWAIT_IS_READY;
    return $future->AWAIT_ON_READY(sub { $reply->_settle($future, @if_cancelled) });
}

1;

__END__

=encoding utf8

=head1 NAME

POE::Future - futures of the kernel, for handlers that wait

=head1 SYNOPSIS

=for example Future/0.49 Future::AsyncAwait/0.54

    use POE qw(Future);
    use Future::AsyncAwait;

    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->alias_set('cache'); $_[KERNEL]->yield('work') },
            lookup => sub { return "value of $_[ARG0]" },
            work   => async sub {
                my ($kernel) = $_[KERNEL];
                await $kernel->after(0.01);
                my $value = await $kernel->ask(cache => lookup => 'this');
                print "$value\n";
                $kernel->alias_remove('cache');
            },
        },
    );
    POE::Kernel->run;
    # prints: value of this

=head1 DESCRIPTION

A future is a value that is not there yet. This class is L<Future> with a kernel: its futures may be completed by
timers, and C<get> lets the loop run until they are ready. With L<Future::AsyncAwait>, an C<async sub> is a handler
like any other, and waits for futures in the middle of its code. L<POE::Manual::Futures> tells how that is done and
what to look out for; this page says what the class adds to Future's own methods, all of which it has.

Loading it gives POE::Kernel the methods C<ask>, C<after>, C<at>, C<next_event>, C<child>, C<signal>, C<group> and C<serial>:
see L<POE::Future::Verbs>. Futures of all classes, and whatever else can be awaited, may be mixed.

It needs L<Future>, which POE does not need otherwise: from CPAN, or Debian's C<libfuture-perl>. Without it, loading
dies with C<POE::Future needs the module Future, version 0.49 or later, from CPAN or libfuture-perl>. Where Future is
the one in Perl, its methods that each await calls are compiled here; nothing of what they do is different.

=head1 METHODS

Where one of them dies, it does so at the caller's line.

=head2 done, result, cancel, is_ready, is_cancelled

Those of L<Future>, compiled.

=head2 POE::Future->new

=head2 $future->new

One that is pending. I<Returns> it.

=head2 $future->session

I<Returns> the session in which it was made, the kernel if that was outside of sessions, or undef if that session has
ended.

=head2 POE::Future->new_delay($seconds)

One that is done, with no result, so many seconds from now. Cancelling it takes the alarm back. I<Dies> with
C<new_delay: the number of seconds must be a finite number, not ...>.

=head2 POE::Future->new_alarm($epoch)

The same at a time of the wall clock, in seconds since the epoch. I<Dies> with C<new_alarm: the time, in seconds
since the epoch, must be a finite number, not ...>.

=head2 POE::Future->new_timeout($seconds)

One that fails after so many seconds, with C<Timeout> and the category C<timeout>. I<Dies> as C<new_delay> does.

=head2 POE::Future->timeout($seconds, $future)

I<Returns> a future that becomes what the other one becomes, if that comes in time. If not, it fails with C<Timeout>
and the category C<timeout>, and the other one is cancelled; C<< $future->without_cancel >> shields it. I<Dies> with
C<timeout: a future is needed>, and as C<new_timeout> does.

=for example Future/0.49

    use POE qw(Future);
    my $slow = POE::Future->new_delay(5);
    my ($message, $category) = POE::Future->timeout(0.01, $slow)->failure;
    print "$message, $category, ", $slow->state, "\n";
    # prints: Timeout, timeout, cancelled

=head2 POE::Future->connect(host => $host, port => $port, ...)

A future of a connected L<POE::Wheel::ReadWrite>: see L<POE::Future::Connect> for its options and failures.

=head2 $future->done_later(@result)

=head2 POE::Future->done_later(@result)

It is done in the next turn of the loop, or a new one is. One that is ready by then stays as it is. I<Returns> it.

=head2 $future->fail_later($message, $category, @details)

=head2 POE::Future->fail_later($message, $category, @details)

The same with a failure. I<Dies> with C<fail_later: a failure that is true is needed>.

=head2 $future->get

=head2 $future->await

Outside of handlers they let the loop run, with all sessions, until the future is ready; sessions need not be there.
C<await> I<returns> the future, C<get> its result, and throws its failure. They I<die> with
C<Nothing is left that could complete this future> when no event, file or child process is left that could, and in a
handler with C<A handler cannot wait by get or await: make it an async sub and say "await $future", or use on_ready>.

=for example Future/0.49

    use POE qw(Future);
    print POE::Future->new_delay(0.01)->then(sub { POE::Future->done('later') })->get, "\n";
    # prints: later

=head2 $future->as_cv

=head2 $future->as_promise

A condition variable of AnyEvent, a L<Mojo::Promise> of what the future becomes. See L<POE::Future::Convert>.

=head2 POE::Future->from_cv($cv)

=head2 POE::Future->from_promise($promise)

A future of what a condition variable of AnyEvent, or any promise, becomes. See L<POE::Future::Convert>.

=head1 WHAT DIFFERS

From POE::Future of CPAN, whose C<new_delay> and C<new_alarm> these are: timers are alarms of the kernel, not sessions;
C<await> returns the future in each case; waiting in a handler is refused, where that one runs other handlers inside of
the one that waits. From Future: a sub that awaits a future goes on before callbacks that were added later.

=head1 SEE ALSO

L<POE::Manual::Futures>, L<POE::Future::Verbs>, L<POE::Future::Group>, L<Future>, L<Future::AsyncAwait>

=cut
