package POE::Future::Verbs;

use strict;
use warnings;

our $VERSION = '2.000';

# What POE::Kernel can do besides when POE::Future is loaded: its methods that return futures.

use Carp         qw(croak);
use Scalar::Util qw(weaken);

our @CARP_NOT = qw(POE::Future);

use POE::Kernel;

my $kernel = $POE::Kernel::poe_kernel;

{
    no strict 'refs';
    *{"POE::Kernel::$_"} = \&{"_$_"} for qw(after at next_event child group);
    *POE::Kernel::ask = \&POE::XS::Futures::ask;
}

# ---- time ----

sub _after {
    my ($self, $seconds) = @_;
    return POE::Future->new_delay($seconds);
}

sub _at {
    my ($self, $epoch) = @_;
    return POE::Future->new_alarm($epoch);
}

# ---- the next event of a name, in place of its handler ----

# By session and event, who waits, in the order in which they came: weak, as dropped ones do not.
our %expected;

sub _next_event {
    my ($self, $name, $options) = @_;
    croak 'next_event: the name of an event is needed' if !defined $name or !length $name;
    my $limit = POE::Future->_limit_of('next_event', $options // {});
    my $id    = $kernel->get_active_session->ID;
    croak 'next_event: only in a handler of a session' if $id eq $kernel->ID;
    my $future = POE::Future->new;
    my $line   = $expected{$id}{$name} ||= [];
    @$line = (_waiting(@$line), $future);
    weaken $_ for @$line;
    POE::XS::Futures::expect(1);
    return defined $limit ? POE::Future->timeout($limit, $future) : $future;
}

sub _waiting {
    return grep { defined and !$_->is_ready } @_;
}

# Called for each event while any is expected. True if somebody has waited for this one.
sub _take {
    my ($id, $name, @args) = @_;
    my $of_session = $expected{$id}       or return;
    my $line       = $of_session->{$name} or return;
    my ($first, @others) = _waiting(@$line);
    weaken $_ for @others;
    @$line = @others;
    delete $of_session->{$name} if !@others;
    if (!%$of_session) {
        delete $expected{$id};
        POE::XS::Futures::expect(0) if !%expected;
    }
    return $first && $first->done(@args);
}

# ---- children and signals: the kernel's own session watches them ----

my (%of_child, %of_signal);

sub _child {
    my ($self, $pid) = @_;
    croak 'child: the ID of a process is needed' if !defined $pid or $pid !~ /\A[1-9][0-9]*\z/;
    $kernel->_ready_for_more;
    my $future = POE::Future->new;
    push @{ $of_child{$pid} }, $future;
    $kernel->_data_sig_pid_watch($kernel, $pid, '_complete_future', [ \&_child_ended ])
        if @{ $of_child{$pid} } == 1;
    return $future->on_cancel(sub { _forget_child($pid) });
}

sub _forget_child {
    my ($pid) = @_;
    return if _waiting(@{ $of_child{$pid} || [] });
    delete $of_child{$pid};
    return $kernel->_data_sig_pid_ignore($kernel->ID, $pid);
}

sub _child_ended {
    my ($signal, $pid, $status) = @_;
    $_->done($status) for _waiting(@{ delete $of_child{$pid} || [] });
    return;
}

sub _signal {
    my ($name) = @_;
    croak "signal: there is no signal '$name'" if !exists $SIG{$name};
    $kernel->_ready_for_more;
    my $future = POE::Future->new;
    push @{ $of_signal{$name} }, $future;
    $kernel->_data_sig_add($kernel, $name, '_complete_future', [ \&_signal_came ])
        if @{ $of_signal{$name} } == 1;
    return $future->on_cancel(sub { _forget_signal($name) });
}

sub _forget_signal {
    my ($name) = @_;
    return if _waiting(@{ $of_signal{$name} || [] });
    delete $of_signal{$name};
    return $kernel->_data_sig_remove($kernel->ID, $name);
}

sub _signal_came {
    my ($name) = @_;
    my @waiting = _waiting(@{ $of_signal{$name} || [] });
    _forget_signal($name) if delete $of_signal{$name};
    $kernel->sig_handled  if @waiting;
    $_->done($name) for @waiting;
    return;
}

# ---- groups ----

sub _group {
    my ($self, @arguments) = @_;
    require POE::Future::Group;
    return POE::Future::Group->_run(@arguments);
}

1;
