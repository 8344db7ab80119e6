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

use POE::Kernel;
use POE::Future::Verbs;

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
