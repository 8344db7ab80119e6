package POE::API::Peek;

use strict;
use warnings;

# Above the last version of the distribution of this name, which programs ask for.
our $VERSION = '2.201';

use Carp         qw(croak);
use POE::Kernel  ();
use Scalar::Util qw(blessed refaddr reftype);

# All methods look at the one kernel of this thread; the object holds nothing. Where sessions are asked about,
# those that are unknown have nothing: counts are 0, lists empty, other values undef.

sub new {
    my ($class) = @_;
    _need_loop();
    return bless {}, ref $class || $class;
}

# Chosen as late as possible: the program may ask for one after it has loaded us.
sub _need_loop {
    POE::Kernel->import if !defined &POE::Kernel::poe_kernel_loop;
    return;
}

sub _kernel { return $POE::Kernel::poe_kernel }

# The ID of what a caller means by an optional session; undef for objects of other kinds, sessions that have
# stopped, and copies of another thread's.
sub _id_of {
    my ($session) = @_;
    $session = _kernel()->get_active_session if !defined $session;
    return ref $session ? _kernel()->_data_ses_resolve_to_id($session) : $session;
}

# Strings are names to the kernel, whatever else is not.
sub _is_word { return defined $_[0] && !ref $_[0] }

# Places in sessions and machines. A machine has a table of handlers for each of its states, and one that
# all of them share.
use constant { STATES => 2, INTERNALS => 6 };

# ---- the kernel ----

sub id { return _kernel()->ID }

# Handlers run outside of run, too: those of _start, and where others drive the loop.
sub is_kernel_running {
    return POE::Kernel->_is_running || defined $_[0]->active_event ? 1 : 0;
}

sub active_event { return ${ _kernel()->[POE::Kernel::KR_ACTIVE_EVENT] } }

sub which_loop {
    _need_loop();
    return _kernel()->poe_kernel_loop;
}

# ---- memory ----

my $why_not;

# Tried once: what is not installed is looked for in every folder each time.
sub _why_not_measured {
    return $why_not if defined $why_not;
    local ($@, $SIG{__DIE__});
    my $loads = eval { require Devel::Size };
    return
        $why_not
        = $loads                                 ? ''
        : $@ =~ /\ACan't locate Devel\/Size\.pm/ ? 'which is not installed'
        :                                          "which does not load: $@";
}

# Devel::Size follows references by itself, but crashes in the code of a sub that runs, such as the handler
# that asks. So it measures the values one by one, and those that hold code or files are left out. Other
# sessions are not part of the one that knows them.
sub _size_of {
    my ($method, @parts) = @_;
    my $reason = _why_not_measured();
    croak "$method needs the module Devel::Size, $reason" if length $reason;
    my %is_part = map { refaddr $_ => 1 } @parts;
    my ($size, %seen) = (0);
    while (defined(my $ref = pop @parts)) {
        next if $seen{ refaddr $ref }++ or reftype($ref) =~ /\A(?:CODE|FORMAT|GLOB|IO)\z/;
        next if blessed $ref and !$is_part{ refaddr $ref } and defined _id_of($ref);
        $size += Devel::Size::size($ref);
        push @parts, POE::Kernel->_held_in($ref) if refaddr $ref != refaddr _kernel();
    }
    return $size;
}

# What hangs off the kernel is in compiled tables; the values in them are found through these.
sub kernel_memory_size {
    my ($self) = @_;
    my @watched = map { POE::Kernel->_session_watchers($_) } POE::Kernel->_session_ids;
    return _size_of('kernel_memory_size', $self->session_list, POE::Kernel->_queue_items, @watched);
}

sub session_memory_size {
    my ($self, $given) = @_;
    my $session = POE::Kernel->_session_by_id(_id_of($given));
    return $session && _size_of('session_memory_size', $session);
}

# ---- events that sessions have handlers for ----

sub event_list {
    my ($self) = @_;
    my $own = $self->id;
    return {
        map  { $_ => _events_of(POE::Kernel->_session_by_id($_)) || [] }
        grep { $_ ne $own } POE::Kernel->_session_ids
    };
}

# Sessions that have stopped keep their handlers.
sub session_event_list {
    my ($self, $given) = @_;
    my $session = blessed $given ? $given : POE::Kernel->_session_by_id(_id_of($given));
    my $events  = _events_of($session) or return;
    return wantarray ? @$events : $events;
}

sub _events_of {
    my ($session) = @_;
    return [] if blessed $session and $session->isa('POE::Kernel');
    return    if !_is_stock($session);
    my $table  = $session->[STATES];
    my @tables = $session->isa('POE::NFA') ? (values %$table, $session->[INTERNALS]) : $table;
    my %is_one = map {%$_} grep { (reftype $_ // '') eq 'HASH' } @tables;
    return [ sort keys %is_one ];
}

# What other classes keep, and where, is not known.
sub _is_stock {
    my ($session) = @_;
    return
           blessed $session
        && ($session->isa('POE::Session') || $session->isa('POE::NFA'))
        && reftype $session eq 'ARRAY'
        && (reftype $session->[STATES] // '') eq 'HASH';
}

# ---- sessions ----

sub current_session { return _kernel()->get_active_session }

sub session_count { return _kernel()->_data_ses_count }

sub session_list {
    my @sessions = map { POE::Kernel->_session_by_id($_) } POE::Kernel->_session_ids;
    return @sessions;
}

sub resolve_session_to_ref {
    my ($self, $id) = @_;
    return POE::Kernel->_session_by_id(defined $id ? $id : _id_of());
}

sub resolve_session_to_id {
    my ($self, $session) = @_;
    $session = $self->current_session if !defined $session;
    return ref $session ? _id_of($session) : undef;
}

sub get_session_refcount {
    my ($self, $session) = @_;
    return _kernel()->_data_ses_refcount(_id_of($session));
}

# ---- parents and children ----

sub get_session_children {
    my ($self, $session) = @_;
    my @children = POE::Kernel->_session_children(_id_of($session));
    return @children;
}

sub is_session_child {
    my ($self, $parent, $session) = @_;
    return undef if !defined $parent;    ## no critic (ExplicitReturnUndef)
    return POE::Kernel->_session_is_child(_id_of($parent), _id_of($session));
}

sub get_session_parent {
    my ($self, $session) = @_;
    return POE::Kernel->_session_parent(_id_of($session));
}

# A flat list, made without recursion: chains of sessions can be longer than perl nests data.
sub session_tree {
    my ($self, $session) = @_;
    my $top  = defined $session ? _id_of($session) : $self->id;
    my @open = grep { defined $_->[0] } [ POE::Kernel->_session_by_id($top), 0 ];
    my @tree;
    while (my $next = pop @open) {
        my ($of, $depth) = @$next;
        my $id       = _id_of($of);
        my @children = POE::Kernel->_session_children($id);
        push @tree, {
            session  => $of,
            ID       => $id,
            depth    => $depth,
            aliases  => [ _kernel()->_data_alias_list($id) ],
            children => [ map { _id_of($_) } @children ],
        };
        push @open, map { [ $_, $depth + 1 ] } reverse @children;
    }
    return @tree;
}

# ---- aliases ----

sub resolve_alias {
    my ($self, $alias) = @_;
    return _is_word($alias) ? _kernel()->_data_alias_resolve($alias) : undef;
}

sub session_alias_list {
    my ($self, $session) = @_;
    my @aliases = _kernel()->_data_alias_list(_id_of($session));
    return @aliases;
}

sub session_alias_count {
    my ($self, $session) = @_;
    return _kernel()->_data_alias_count_ses(_id_of($session));
}

# A session that has stopped still knows which one it was.
sub session_id_loggable {
    my ($self, $session) = @_;
    my $id = _id_of($session);
    return _kernel()->_data_alias_loggable($id) if defined $id;
    $id = blessed $session && $session->can('ID') ? $session->ID : undef;
    return defined $id ? "session $id" : undef;
}

# ---- queued events ----

sub event_count_to {
    my ($self, $session) = @_;
    return _kernel()->_data_ev_get_count_to(_id_of($session));
}

sub event_count_from {
    my ($self, $session) = @_;
    return _kernel()->_data_ev_get_count_from(_id_of($session));
}

sub event_queue { return _kernel()->[POE::Kernel::KR_QUEUE] }

my @types = (
    [ POE::Kernel::ET_START  => '_start' ],
    [ POE::Kernel::ET_STOP   => '_stop' ],
    [ POE::Kernel::ET_SIGNAL => '_signal' ],
    [ POE::Kernel::ET_GC     => '_garbage_collect' ],
    [ POE::Kernel::ET_PARENT => '_parent' ],
    [ POE::Kernel::ET_CHILD  => '_child' ],
    [ POE::Kernel::ET_SCPOLL => '_sigchld_poll' ],
    [ POE::Kernel::ET_ALARM  => 'Alarm' ],
    [ POE::Kernel::ET_SELECT => 'File Activity' ],
    [ POE::Kernel::ET_POST   => 'User' ],
    [ POE::Kernel::ET_CALL   => 'User (not enqueued)' ],
);

sub _type_name {
    my ($bits) = @_;
    for my $type (@types) { return $type->[1] if $bits & $type->[0] }
    return 'Unknown';
}

# What a queued event carries stays with it: arguments are counted only.
sub _sent_from {
    my ($event) = @_;
    return (
        file       => $event->[POE::Kernel::EV_OWNER_FILE],
        line       => $event->[POE::Kernel::EV_OWNER_LINE],
        from_state => $event->[POE::Kernel::EV_FROMSTATE],
        arg_count  => scalar @{ $event->[POE::Kernel::EV_ARGS] },
    );
}

sub event_queue_dump {
    my ($index, @dump) = (0);
    for my $item (POE::Kernel->_queue_items) {
        my ($due, $id, $event) = @$item;
        push @dump, {
            ID          => $id,
            index       => $index++,
            priority    => $due,
            event       => $event->[POE::Kernel::EV_NAME],
            type        => _type_name($event->[POE::Kernel::EV_TYPE]),
            source      => $event->[POE::Kernel::EV_SOURCE],
            destination => $event->[POE::Kernel::EV_SESSION],
            _sent_from($event),
        };
    }
    return @dump;
}

sub session_alarm_list {
    my ($self, $session) = @_;
    my @alarms;
    for my $item (POE::Kernel->_session_alarms(_id_of($session))) {
        my ($due, $id, $event) = @$item;
        push @alarms,
            { ID => $id, due => $due, event => $event->[POE::Kernel::EV_NAME], _sent_from($event) };
    }
    return @alarms;
}

# ---- extra references ----

sub extref_count { return _kernel()->_data_extref_count }

sub get_session_extref_count {
    my ($self, $session) = @_;
    return _kernel()->_data_extref_count_ses(_id_of($session));
}

sub get_session_extrefs {
    my ($self, $session) = @_;
    my %count = POE::Kernel->_extref_tags(_id_of($session));
    return %count;
}

# ---- file handles ----

sub is_handle_tracked {
    my ($self, $handle, $mode) = @_;
    return 0 if !defined $handle or !_is_word($mode) or $mode !~ /\A[012]\z/;
    return _kernel()->_data_handle_is_good($handle, $mode);
}

sub handle_count { return _kernel()->_data_handle_count }

sub session_handle_count {
    my ($self, $session) = @_;
    return _kernel()->_data_handle_count_ses(_id_of($session));
}

my @mode_names = qw(read write expedite);

sub session_handle_list {
    my ($self, $session) = @_;
    my @handles;
    for my $watcher (POE::Kernel->_session_watchers(_id_of($session))) {
        my ($fd, $mode, $state, $handle, $event, $args) = @$watcher;
        push @handles, {
            handle    => $handle,
            fileno    => $fd,
            mode      => $mode_names[$mode],
            paused    => $state == POE::Kernel::HS_PAUSED ? 1 : 0,
            event     => $event,
            arg_count => scalar @$args,
        };
    }
    return @handles;
}

# ---- child processes ----

sub session_pid_count {
    my ($self, $session) = @_;
    return scalar(() = POE::Kernel->_session_child_watches(_id_of($session)));
}

sub pids_watched_by_session {
    my ($self, $session) = @_;
    my %watched = map { @$_[ 0, 3 ] } POE::Kernel->_session_child_watches(_id_of($session));
    return %watched;
}

# ---- signals ----

sub get_safe_signals {
    my @names = _kernel()->_data_sig_get_safe_signals;
    return @names;
}

sub get_signal_type {
    my ($self, $name) = @_;
    return _is_word($name) ? _kernel()->_data_sig_type($name) : undef;
}

sub is_signal_watched {
    my ($self, $name) = @_;
    return _is_word($name) ? _kernel()->_data_sig_explicitly_watched($name) : undef;
}

sub is_signal_watched_by_session {
    my ($self, $name, $session) = @_;
    return undef if !_is_word($name);    ## no critic (ExplicitReturnUndef)
    return _kernel()->_data_sig_is_watched_by_session($name, _id_of($session));
}

sub signals_watched_by_session {
    my ($self, $session) = @_;
    my %record = _kernel()->_data_sig_watched_by_session(_id_of($session));
    my %event  = map { $_ => $record{$_}[POE::Kernel::SEV_EVENT] } keys %record;
    return %event;
}

sub signal_watchers {
    my ($self, $name) = @_;
    return if !_is_word($name);
    my %record = _kernel()->_data_sig_watchers($name);
    my %event
        = map { ("$_->[POE::Kernel::SEV_SESSION]" => $_->[POE::Kernel::SEV_EVENT]) } values %record;
    return %event;
}

1;
