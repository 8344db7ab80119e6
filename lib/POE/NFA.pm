package POE::NFA;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         ();
use Scalar::Util ();

# What a handler receives, by its place in @_.
use constant {
    OBJECT      => 0, MACHINE => 1, KERNEL => 2, RUNSTATE => 3, EVENT => 4, SENDER => 5, STATE => 6,
    CALLER_FILE => 7, CALLER_LINE => 8, CALLER_STATE => 9,
    ARG0        => 10, ARG1       => 11, ARG2        => 12, ARG3 => 13, ARG4 => 14,
    ARG5        => 15, ARG6       => 16, ARG7        => 17, ARG8 => 18, ARG9 => 19,
};

# The object: what it keeps, by place.
use constant {
    SELF_RUNSTATE    => 0, SELF_OPTIONS   => 1, SELF_STATES => 2, SELF_ID => 3, SELF_CURRENT => 4,
    SELF_STATE_STACK => 5, SELF_INTERNALS => 6, SELF_CURRENT_NAME => 7, SELF_IS_IN_INTERNAL => 8,
};
use constant { STACK_STATE => 0, STACK_EVENT => 1 };

use constant {
    SPAWN_INLINES  => 'inline_states', SPAWN_OBJECTS  => 'object_states',
    SPAWN_PACKAGES => 'package_states', SPAWN_OPTIONS => 'options', SPAWN_RUNSTATE => 'runstate',
};
use constant {
    OPT_TRACE     => 'trace', OPT_DEBUG => 'debug', OPT_DEFAULT => 'default',
    OPT_IMMEDIATE => 'immediate',
};
use constant {
    EN_DEFAULT => '_default', EN_START => '_start', EN_STOP => '_stop', EN_SIGNAL => '_signal',
    NFA_EN_GOTO_STATE => 'poe_nfa_goto_state', NFA_EN_POP_STATE => 'poe_nfa_pop_state',
    NFA_EN_PUSH_STATE => 'poe_nfa_push_state', NFA_EN_STOP      => 'poe_nfa_stop',
};

# The name that get_current_state gives before the first transition.
use constant NO_STATE => '(undef)';

use constant USING_TK => exists $INC{'Tk.pm'} ? 1 : 0;

# A setting is what the program defined in this package, else the kernel's, else the fallback.
sub _define_setting {
    my ($name, $fallback) = @_;
    no strict 'refs';
    return if defined &{"POE::NFA::$name"};
    my $kernel_has = defined &{"POE::Kernel::$name"};
    constant->import($name => $kernel_has ? &{"POE::Kernel::$name"}() : $fallback);
    return;
}

BEGIN {
    _define_setting(ASSERT_DEFAULT => 0);
    _define_setting(TRACE_DEFAULT  => 0);
    _define_setting(TRACE_DESTROY  => POE::NFA->can('TRACE_DEFAULT')->());
}

my @exports = (qw(OBJECT MACHINE KERNEL RUNSTATE EVENT SENDER STATE), map {"ARG$_"} 0 .. 9);

sub import {
    my $caller = caller;
    no strict 'refs';
    *{"${caller}::$_"} = \&$_ for @exports;
    return;
}

# Making a machine.

sub spawn {
    my ($class, @args) = @_;
    Carp::croak('odd number of events/handlers (missing one or the other?)') if @args % 2;
    Carp::croak("$class requires a working Kernel") unless defined $POE::Kernel::poe_kernel;

    my %param    = @args;
    my $states   = _take_states($class, \%param);
    my $options  = _table_of(SPAWN_OPTIONS, delete $param{ +SPAWN_OPTIONS });
    my $runstate = delete $param{ +SPAWN_RUNSTATE } || {};
    my $unknown  = join ', ', sort keys %param;
    Carp::croak("$class constructor does not recognize these parameter names: $unknown")
        if length $unknown;

    my $self = bless [ $runstate, $options, $states, undef, undef, [], {}, NO_STATE, 0 ], $class;
    POE::Kernel::_ready_for_sessions();
    $POE::Kernel::poe_kernel->session_alloc($self);
    return $self;
}

# The caller's own hash of inline states becomes the machine's table, and gets the others added.
sub _take_states {
    my ($class, $param) = @_;
    my @kinds = (SPAWN_INLINES, SPAWN_OBJECTS, SPAWN_PACKAGES);
    Carp::croak(
        "$class constructor requires at least one of the following parameters: " . join ', ',
        @kinds
    ) unless grep { exists $param->{$_} } @kinds;

    my ($states, @more) = map { _table_of($_, delete $param->{$_}) } @kinds;
    for my $table (@more) {
        $states->{$_} = _method_handlers($_, $table->{$_}) for keys %$table;
    }
    return $states;
}

sub _table_of {
    my ($name, $table) = @_;
    return {} unless $table;
    Carp::croak("$name does not refer to a hash")
        unless (Scalar::Util::reftype($table) // '') eq 'HASH';
    return $table;
}

# [ object or package => events, ... ] of one state to { event => [ object or package, method ] }.
sub _method_handlers {
    my ($state, $data) = @_;
    Carp::croak("the data for state '$state' should be an array") unless ref $data eq 'ARRAY';
    Carp::croak("the array for state '$state' has an odd number of elements") if @$data % 2;
    my @pairs = @$data;
    my %handlers;
    while (my ($owner, $events) = splice @pairs, 0, 2) {
        my $method_of = _method_names($events);
        Carp::croak("events with '$owner' for state '$state' need to be a hash or array ref")
            unless $method_of;
        $handlers{$_} = [ $owner, $method_of->{$_} ] for keys %$method_of;
    }
    return \%handlers;
}

sub _method_names {
    my ($events) = @_;
    return $events                         if ref $events eq 'HASH';
    return { map { ($_ => $_) } @$events } if ref $events eq 'ARRAY';
    return;
}

# Dispatch: the kernel calls this for every event.

my %control = (
    EN_START, sub {return},
    EN_STOP, sub {return},
    NFA_EN_STOP, \&_on_stop,
    NFA_EN_GOTO_STATE, \&_on_goto,
    NFA_EN_PUSH_STATE, \&_on_push,
    NFA_EN_POP_STATE, \&_on_pop,
);

sub _invoke_state {
    my ($self, $sender, $event, $args, $file, $line, $from) = @_;
    POE::Kernel::_warn($self->[SELF_ID], " -> $event\n") if $self->[SELF_OPTIONS]{ +OPT_TRACE };
    if (my $action = $control{$event}) {
        return $self->$action(@$args);
    }
    my $states   = $self->[SELF_CURRENT] //= {};    # as on POE 1.370, it is somewhere from now on
    my $handler  = $states->{$event};
    my $internal = $handler ? undef : $self->[SELF_INTERNALS]{$event};
    if (!$handler and !$internal) {
        $handler = $states->{ +EN_DEFAULT } or return $self->_unhandled($event, $file, $line);
        $self->_trace_default($event);
        ($event, $args) = (EN_DEFAULT, [ $event, [@$args] ]);
    }
    local $self->[SELF_IS_IN_INTERNAL] = $self->[SELF_IS_IN_INTERNAL] + 1 if $internal;
    return _run_handler(
        $handler || $internal, $self, $POE::Kernel::poe_kernel,
        $self->[SELF_RUNSTATE], $event, $sender, $self->[SELF_CURRENT_NAME],
        $file, $line, $from, @$args
    );
}

sub _trace_default {
    my ($self, $event) = @_;
    return unless $self->[SELF_OPTIONS]{ +OPT_TRACE };
    POE::Kernel::_warn(
        $self->[SELF_ID],
        " -> $event redirected to EN_DEFAULT in state '$self->[SELF_CURRENT_NAME]'\n"
    );
    return;
}

sub _unhandled {
    my ($self, $event, $file, $line) = @_;
    return if $event eq EN_SIGNAL;
    my $id = $self->[SELF_ID];
    return POE::Kernel::_die(
        "a '$event' event was sent from $file at $line to session $id, ",
        "but session $id has neither a handler for it nor one for _default ",
        "in its current state, '$self->[SELF_CURRENT_NAME]'\n"
    );
}

# Transitions. Each takes the arguments of its control event.

sub _on_stop {
    my ($self) = @_;
    $POE::Kernel::poe_kernel->_data_ses_stop($self->[SELF_ID]);
    return;
}

sub _on_goto {
    my ($self, $state, $entry, @args) = @_;
    $self->_check_target($state, $entry);
    my $current = $self->[SELF_CURRENT];
    $self->_invoke_state($self, 'leave', []) if $current and exists $current->{leave};
    $self->[SELF_CURRENT]      = $self->[SELF_STATES]{$state};
    $self->[SELF_CURRENT_NAME] = $state;
    $self->_invoke_state($self, $entry, \@args) if defined $entry;
    return undef;    ## no critic (ExplicitReturnUndef)
}

# The target is looked at first: a call that fails must leave nothing on the stack.
sub _on_push {
    my ($self, $return_event, $state, $entry, @args) = @_;
    $self->_check_target($state, $entry);
    push @{ $self->[SELF_STATE_STACK] }, [ $self->[SELF_CURRENT_NAME], $return_event ];
    return $self->_invoke_state($self, NFA_EN_GOTO_STATE, [ $state, $entry, @args ]);
}

sub _on_pop {
    my ($self, @args) = @_;
    my $back = pop @{ $self->[SELF_STATE_STACK] }
        or POE::Kernel::_die($self->[SELF_ID], " tried to pop a state from an empty stack\n");
    my @target = @$back[ STACK_STATE, STACK_EVENT ];
    return $self->_invoke_state($self, NFA_EN_GOTO_STATE, [ @target, @args ]);
}

sub _check_target {
    my ($self, $state, $entry) = @_;
    my $id    = $self->[SELF_ID];
    my $name  = $state // '';
    my $table = $self->[SELF_STATES]{$name};
    POE::Kernel::_die("$id tried to enter nonexistent state '$name'\n") unless $table;
    return if !defined $entry or length $entry && exists $table->{$entry};
    return POE::Kernel::_die(
        "$id tried to invoke nonexistent enter event '$entry' in state '$name'\n");
}

# The public side.

sub goto_state {
    my ($self, @args) = @_;
    my $now = !defined $self->[SELF_CURRENT] || $self->[SELF_OPTIONS]{ +OPT_IMMEDIATE };
    return $self->_send_control($now, NFA_EN_GOTO_STATE, @args);
}

sub call_state {
    my ($self, @args) = @_;
    return $self->_send_control($self->[SELF_OPTIONS]{ +OPT_IMMEDIATE }, NFA_EN_PUSH_STATE, @args);
}

sub return_state {
    my ($self, @args) = @_;
    return $self->_send_control($self->[SELF_OPTIONS]{ +OPT_IMMEDIATE }, NFA_EN_POP_STATE, @args);
}

sub stop {
    my ($self) = @_;
    return $self->_send_control(0, NFA_EN_STOP);
}

sub _send_control {
    my ($self, $now, $event, @args) = @_;
    my $how    = $now ? 'call' : 'post';
    my $result = $POE::Kernel::poe_kernel->$how($self, $event, @args);
    return $result;
}

sub get_current_state { return $_[0][SELF_CURRENT_NAME] }

sub get_runstate { return $_[0][SELF_RUNSTATE] }

sub ID { return $_[0][SELF_ID] }

sub _set_id {
    my ($self, $id) = @_;
    return $self->[SELF_ID] = $id;
}

sub option {
    my ($self, @args) = @_;
    my $options = $self->[SELF_OPTIONS];
    my %previous;
    while (@args) {
        my $name = lc shift @args;
        $previous{$name} = $options->{$name};
        _set_option($options, $name, shift @args) if @args;
    }
    return keys %previous == 1 ? (values %previous)[0] : \%previous;
}

sub _set_option {
    my ($options, $name, $value) = @_;
    return delete $options->{$name} unless defined $value;
    $value = 1 if $value =~ /^(?:on|yes|true)$/i;
    $value = 0 if $value =~ /^(?:no|off|false)$/i;
    return $options->{$name} = $value;
}

# Wheels come here by way of POE::Kernel's state().
sub _register_state {
    my ($self, $name, $handler, $method) = @_;
    _refuse_signal_handler() if defined $name and $name eq EN_SIGNAL;
    my $internals = $self->[SELF_INTERNALS];
    return delete $internals->{$name} unless $handler;

    my $entry = ref $handler eq 'CODE' ? $handler : [ $handler, $method // $name ];
    _want_method(@$entry) if ref $entry eq 'ARRAY';
    POE::Kernel::_carp("redefining handler for event($name) for session(" . $self->ID . ')')
        if $self->[SELF_OPTIONS]{ +OPT_DEBUG } and exists $internals->{$name};
    return $internals->{$name} = $entry;
}

sub _want_method {
    my ($owner, $method) = @_;
    return if $owner->can($method);
    my $kind = ref $owner ? 'object' : 'package';
    return Carp::croak("$kind $owner does not have a '$method' method");
}

sub _refuse_signal_handler {
    return Carp::croak(
        join "\n", ',----- DEPRECATION ERROR -----',
        '| The _signal event is deprecated.  Please use sig() to register',
        '| an explicit signal handler instead.', "`-----------------------------\n"
    );
}

# Postbacks and callbacks.

sub postback {
    my ($self, $event, @etc) = @_;
    my $id       = $self->ID;
    my $postback = bless sub {
        $POE::Kernel::poe_kernel->post($id, $event, [@etc], [@_]);
        return 0;
    }, 'POE::NFA::Postback';
    POE::NFA::Postback::_hold($postback, $id);
    return $postback unless USING_TK;

    # Tk takes a blessed code reference for one of its own callbacks.
    return sub { return $postback->(@_) };
}

sub callback {
    my ($self, $event, @etc) = @_;
    my $id = $self->ID;
    return sub { return $POE::Kernel::poe_kernel->call($id, $event, [@etc], [@_]) };
}

# The end.

sub DESTROY {
    my ($self) = @_;
    $self->_report_leaks if TRACE_DESTROY;
    return;
}

sub _report_leaks {
    my ($self) = @_;
    my @lines = ("----- NFA $self Leak Check -----");
    for (
        [ 'Namespace (HEAP)', SELF_RUNSTATE ], [ 'Options', SELF_OPTIONS ],
        [ 'States', SELF_STATES ])
    {
        my ($title, $slot) = @$_;
        push @lines, "-- $title:", _contents($self->[$slot]);
    }
    POE::Kernel::_warn("$_\n") for @lines;
    return;
}

sub _contents {
    my ($value) = @_;
    return "   $value" unless (Scalar::Util::reftype($value) // '') eq 'HASH';
    return map { "   $_ = " . ($value->{$_} // '(undef)') } sort keys %$value;
}

# A postback keeps its machine alive by a reference that it gives back when it goes.
package POE::NFA::Postback;

our $VERSION = '2.000';

my %holds;

# The kernel of a new thread begins without sessions, so there is nothing to give back.
sub CLONE {
    %holds = ();
    return;
}

sub _hold {
    my ($postback, $id) = @_;
    $holds{ Scalar::Util::refaddr($postback) } = $id;
    $POE::Kernel::poe_kernel->refcount_increment($id, 'postback');
    return;
}

sub DESTROY {
    my ($self) = @_;
    my $id = delete $holds{ Scalar::Util::refaddr($self) };
    return unless defined $id and $POE::Kernel::poe_kernel;
    $POE::Kernel::poe_kernel->refcount_decrement($id, 'postback');
    return;
}

1;

__END__

=head1 NAME

POE::NFA - a session whose handlers depend on the state it is in

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE qw(NFA);

    POE::NFA->spawn(
        inline_states => {
            red => {
                begin  => sub { print "stop\n"; $_[KERNEL]->delay(change => 0.1) },
                change => sub { $_[MACHINE]->goto_state(green => 'begin', 'go') },
            },
            green => {
                begin  => sub { print "$_[ARG0]\n"; $_[KERNEL]->delay(change => 0.1) },
                change => sub { $_[MACHINE]->stop },
                leave  => sub { print "never left\n" },
            },
        },
    )->goto_state(red => 'begin');

    POE::Kernel->run;

=head1 DESCRIPTION

A machine is a session like those of L<POE::Session>: the kernel treats both alike, it lives and
ends by the same rules, and it can hold timers, files, aliases, wheels and children. What differs is
how an event finds its handler. A session has one table of handlers. A machine has one for each of
its I<states>, and only the table of the state it is in counts. To go from state to state is to
change the meaning of the events to come.

A handler is looked for in this order:

=over 4

=item 1.

in the table of the current state;

=item 2.

among the handlers that wheels, or the method C<state> of L<POE::Kernel>, have added; these belong
to the machine whatever state it is in;

=item 3.

under the name C<_default> in the table of the current state. It receives the name of the event as
C<ARG0> and a reference to a copy of the arguments as C<ARG1>.

=back

If there is none, the event is an error: see L</ERRORS IN EVENTS>.

=head2 What a handler receives

POE::NFA exports these constants, places in C<@_>, into the package that uses it. The import list is
ignored.

    OBJECT     0   object or package of a method handler, undef for a code reference
    MACHINE    1   the machine
    KERNEL     2   the kernel
    RUNSTATE   3   the machine's store, as given to spawn
    EVENT      4   name of the event
    SENDER     5   the session that sent it
    STATE      6   name of the current state
    ARG0..9   10   the arguments, to the end of @_

The places C<CALLER_FILE> 7, C<CALLER_LINE> 8 and C<CALLER_STATE> 9 hold where the event was sent
from and which event was then being handled. These three constants are not exported; write
C<$_[POE::NFA::CALLER_FILE]>.

To assign to C<$_[RUNSTATE]> gives the machine another store. C<$_[STATE]> follows a transition that
is made while the handler runs.

=head2 Transitions

C<goto_state>, C<call_state> and C<return_state> do not change the state at once: they queue an
event, so all that was queued before is still handled in the old state. The first transition of a
machine that is in no state yet is made at once, and so are all with the option C<immediate>.

A transition is made in this order: if the current state has a handler C<leave>, it is called,
without arguments; the state changes; the I<entry event>, if one was named, is handled in the new
state, with the arguments that were given. Handlers called in this way have the machine as SENDER
and no caller file, line or state.

=head2 Reserved events

The events C<poe_nfa_goto_state>, C<poe_nfa_push_state>, C<poe_nfa_pop_state> and C<poe_nfa_stop>
carry out transitions. No handler ever sees them, nor C<_start> and C<_stop>: the first entry event
and the handler C<leave> stand in for those. C<_parent>, C<_child> and all other events of the
kernel are ordinary ones; a machine that has children needs handlers for them in every state, or
C<_default>.

=head1 METHODS

=head2 ID()

Returns the machine's session ID, a positive integer.

=head2 call_state($return_event, $state [, $entry_event [, @args]])

Goes to C<$state> as goto_state does, and notes the present state on a stack, with the name of an
event by which it wants to hear of the return (undef for none). Returns 1, or undef if the option
C<immediate> is set. Nothing is noted if the transition fails; the errors are those of goto_state.

=head2 callback($event, @etc)

Returns a code reference. Called with arguments, it has the machine handle C<$event> there and then,
in its current state, with C<[@etc]> as C<ARG0> and the arguments, in an array reference, as
C<ARG1>. It returns what the handler returns. It does not keep the machine alive; once the machine
has ended it does nothing and returns the empty list.

=head2 get_current_state()

Returns the name of the state the machine is in; before the first transition, the string C<(undef)>.

=head2 get_runstate()

Returns the machine's store.

=head2 goto_state($state [, $entry_event [, @args]])

Goes to another state, or again to the same, as described under L</Transitions>. Returns 1 if the
transition has been queued, undef if it was made at once. Errors are met when it is carried
out, in the event, not by the caller:

=over 4

=item C<ID tried to enter nonexistent state 'STATE'>

=item C<ID tried to invoke nonexistent enter event 'EVENT' in state 'STATE'>

The entry event must be in the table of the new state; C<_default> does not serve. The machine
stays in its old state.

=back

=head2 option($name [, $value [, $name, $value ...]])

Reads or sets options, by names in which case does not matter. The values C<on>, C<yes> and C<true>
mean 1, C<off>, C<no> and C<false> mean 0, and undef removes the option. A name at the end without a
value is only read. Returns the previous value if one name was given, undef if it was not set; for
several names a reference to a hash of previous values. The options that have a meaning are

=over 4

=item C<immediate>

Transitions are made at once.

=item C<trace>

Every event of the machine is reported by C<warn>.

=item C<debug>

A wheel, or C<state>, that replaces a handler is reported by C<warn>.

=back

=head2 postback($event, @etc)

Returns a code reference, of the class C<POE::NFA::Postback>. Called with arguments, it posts
C<$event> to the machine, with C<[@etc]> as C<ARG0> and the arguments, in an array reference, as
C<ARG1>, and returns 0. The event is handled in the state that the machine has when its turn comes.
As long as the code reference exists the machine stays alive.

=head2 return_state([@args])

Goes back to the state that the last call_state left; its return event, if it named one, is the
entry event and receives C<@args>. Returns 1, or undef if the option C<immediate> is set. Error, in
the event: C<ID tried to pop a state from an empty stack>.

=head2 spawn(%parameters)

Class method. Makes a machine and returns it. It is in no state yet, so it has no handlers and
nothing that keeps it alive: call goto_state on the result, with an entry event that sets something
up. At least one of the first three parameters is required.

=over 4

=item C<inline_states>

Reference to a hash of states: the name of each, and a reference to a hash from event to code
reference. The hash itself becomes the machine's table, so what the program changes in it later
counts.

=item C<object_states>

Reference to a hash of states: the name of each, and a reference to an array of pairs, an object and
its events. The events are a reference to an array, if the methods have the names of the events, or
to a hash from event to method. A state that inline_states has too replaces that one.

=item C<package_states>

The same with the names of packages; it replaces states of the same name in the other two.

=item C<runstate>

The machine's store, any true value. By default a reference to an empty hash.

=item C<options>

Reference to a hash of options, as described under option. It is used, not copied.

=back

Errors, as exceptions blamed on the caller, in the order of the tests:

    odd number of events/handlers (missing one or the other?)
    CLASS requires a working Kernel
    CLASS constructor requires at least one of the following parameters: inline_states, ...
    NAME does not refer to a hash
    the data for state 'STATE' should be an array
    the array for state 'STATE' has an odd number of elements
    events with 'OWNER' for state 'STATE' need to be a hash or array ref
    CLASS constructor does not recognize these parameter names: A, B

=head2 stop()

Ends the machine when the events queued before have been handled: its timers, files, aliases and
other events are dropped, and its parent is told. Returns 1.

=head1 ERRORS IN EVENTS

An event without a handler dies with a text in one line:

    a 'EVENT' event was sent from FILE at LINE to session ID, but session ID has neither
    a handler for it nor one for _default in its current state, 'STATE'

C<_signal> alone is passed over. This, and the errors of transitions, are exceptions like those of a
handler: L<POE::Kernel> turns them into a DIE signal, and unless that is handled the program ends.

To give a machine a handler through C<state> of POE::Kernel dies as it does with a POE::Session:
C<package NAME does not have a 'METHOD' method>, C<object NAME does not have a 'METHOD' method>, and
a text that begins with C<,----- DEPRECATION ERROR -----> for the event C<_signal>.

=head1 SETTINGS

If the constant C<POE::NFA::TRACE_DESTROY>, defined before this module is loaded, or else
C<POE::Kernel::TRACE_DESTROY>, is true, a machine lists by C<warn> what it holds when it is
destroyed.

=head1 DIFFERENCES FROM POE

The arrays given with object_states and package_states are not emptied, so several machines may
share them. A call_state that fails leaves nothing on the stack. A parameter that should be a hash
and is not is refused at once. C<_signal> without a handler is passed over in every context. An
event that comes before the first transition does not cause that transition to be queued.

=head1 SEE ALSO

L<POE::Session>, L<POE::Kernel>.

=cut
