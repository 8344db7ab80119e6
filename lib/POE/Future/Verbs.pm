package POE::Future::Verbs;

use strict;
use warnings;

our $VERSION = '2.000';

# What POE::Kernel can do besides when POE::Future is loaded: its methods that return futures.

use Carp         qw(croak);
use Scalar::Util qw(weaken);

our @CARP_NOT = qw(POE::Future);

require POE::Kernel;

my $kernel = $POE::Kernel::poe_kernel;

{
    no strict 'refs';
    *{"POE::Kernel::$_"} = \&{"_$_"} for qw(after at next_event child group serial);
    *POE::Kernel::ask = \&POE::XS::Futures::ask;
}

# Where kernels are joined there are more who can be asked.
POE::Component::IKC::Responder::Questions::hook()
    if POE::Component::IKC::Responder::Questions->can('hook');

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

sub _serial {
    my ($self, @events) = @_;
    require POE::Future::Serial;
    return POE::Future::Serial::_begin(@events);
}

1;

__END__

=encoding utf8

=head1 NAME

POE::Future::Verbs - what the kernel does by futures: ask, after, at, next_event, child, signal, group, serial

=head1 SYNOPSIS

    use POE qw(Future);

=head1 DESCRIPTION

These are methods of L<POE::Kernel>, which L<POE::Future> adds when it is loaded. Each but C<serial> I<returns> a POE::Future, to be
awaited in an C<async sub>, or to be used in any other way that L<Future> knows. What dies does so at the caller's line.

=head1 METHODS

=head2 ask($session, $event, @arguments)

=head2 ask({ timeout => $seconds }, $session, $event, @arguments)

Posts an event, as C<post> does, that wants an answer. The session is an alias, an ID, an object or a reference to one.
The future is done with what the handler returns, in list context. If that is one future, or anything else that can be
awaited (so does each C<async sub>), it becomes what that becomes. It fails

=over 4

=item *

with what the handler dies of, which is not the death of the handler then: the exception as it is, and no category;

=item *

with C<ask: there is no session '...'>, the category C<poe> and ESRCH;

=item *

with C<ask: session ... has no handler for '...'>, the category C<poe> and ENOSYS;

=item *

with C<The session that was asked ended before it answered> and the category C<gone>;

=item *

with C<Timeout> and the category C<timeout>, if a limit of time was given.

=back

A question that is cancelled before its event's turn is not put. One that is cancelled later goes on there; if its
handler dies then, nobody takes that, and it is the handler's own death. I<Dies> with C<ask: a session and the name of
an event are needed>, C<ask: there is no option '...'>, C<ask: timeout must be a finite number, not ...>.

=for example Future/0.49 Future::AsyncAwait/0.54

    use POE qw(Future);
    use Future::AsyncAwait;

    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->alias_set('oracle') },
            answer => async sub { await $_[KERNEL]->after(0.01); return 6 * 7 },
            ponder => async sub { await $_[KERNEL]->after(0.1) },
        },
    );
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield('go') },
            go     => async sub {
                my $kernel = $_[KERNEL];
                print 'answer: ', await $kernel->ask(oracle => 'answer'), "\n";
                my ($message) = await $kernel->ask({ timeout => 0.01 }, oracle => 'ponder')
                    ->else(sub { Future->done(@_) });
                print "ponder: $message\n";
            },
        },
    );
    POE::Kernel->run;
    # prints:
    #   answer: 42
    #   ponder: Timeout

=head2 after($seconds)

C<< POE::Future->new_delay >>: done so many seconds from now.

=head2 at($epoch)

C<< POE::Future->new_alarm >>: done at that time of the wall clock.

=head2 next_event($name)

=head2 next_event($name, { timeout => $seconds })

Done with the arguments of the next event of that name that this session gets, whoever sends it. The event comes to
the future in place of its handler, which it need not have; of several that wait the first one gets it. A future that
is cancelled, or that nobody keeps, does not wait any more. I<Dies> with C<next_event: the name of an event is needed>,
C<next_event: only in a handler of a session>, and as C<ask> does of its option.

=for example Future/0.49 Future::AsyncAwait/0.54

    use POE qw(Future);
    use Future::AsyncAwait;

    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield('go') },
            go     => async sub {
                $_[KERNEL]->delay(word => 0.01, 'hello');
                print await $_[KERNEL]->next_event('word'), "\n";
            },
        },
    );
    POE::Kernel->run;
    # prints: hello

=head2 child($pid)

Done with the status of a child process, as C<$?> has it, when it has ended. If it has ended already, and nobody has
been told, that is now. It keeps the program going, as C<sig_child> does. I<Dies> with
C<child: the ID of a process is needed>.

=head2 signal($name)

Done with the signal's name at its next delivery, which counts as handled. I<Dies> with
C<signal: there is no signal '...'>. (With a session and a name, C<signal> is the method that sends one.)

=for example Future/0.49

    use POE qw(Future);
    my $pid = fork // die "fork: $!";
    POSIX::_exit(3) if !$pid;
    print 'status ', POE::Kernel->child($pid)->get >> 8, "\n";
    my $signal = POE::Kernel->signal('USR1');
    kill USR1 => $$;
    print $signal->get, "\n";
    # prints:
    #   status 3
    #   USR1

=head2 group($body)

=head2 group(limit => $most, $body)

Calls the body with a L<POE::Future::Group>, by which it starts parts. Done when the body and all parts have ended, with
the first value of each part's result, in the order in which they were started. If one of them fails, the others are
cancelled, and so fails the group when they have ended. If the future is cancelled, they are. With a limit, so many
parts run at the same time; the others wait for their turn. I<Dies> with C<group: a sub is needed>,
C<group: there is no option '...'>, C<group: limit must be a whole number above 0, not '...'>.

=head2 serial(@events)

From now on these handlers of the active session take one event after the other: the next one begins when the future of
the last is ready, or when it was cancelled. Events that come meanwhile wait. Handlers that are no C<async sub> are
serial anyhow. It needs L<Future::AsyncAwait>. I<Returns> nothing. I<Dies> with
C<serial: the session has no handler for '...'>, C<serial: the names of events are needed>,
C<serial: only in a handler of a POE::Session>.

=for example Future/0.49 Future::AsyncAwait/0.54

    use POE qw(Future);
    use Future::AsyncAwait;

    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->serial('request');
                $_[KERNEL]->yield(request => $_) for 'first', 'second';
            },
            request => async sub {
                print "$_[ARG0] begins\n";
                await $_[KERNEL]->after(0.01);
                print "$_[ARG0] ends\n";
            },
        },
    );
    POE::Kernel->run;
    # prints:
    #   first begins
    #   first ends
    #   second begins
    #   second ends

=head1 SEE ALSO

L<POE::Future>, L<POE::Manual::Futures>, L<POE::Kernel>

=cut
