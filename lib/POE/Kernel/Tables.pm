package POE::Kernel::Tables;

use strict;
use warnings;

our $VERSION = '2.000';

# Snapshots of what used to be tables of Perl data, for those who look into @$poe_kernel.

sub _sessions {
    my %out;
    for my $sid (POE::Kernel->_session_ids) {
        my %children = map { $_->ID => $_ } POE::Kernel->_session_children($sid);
        $out{$sid} = [
            POE::Kernel->_session_by_id($sid), POE::Kernel->_data_ses_refcount($sid),
            POE::Kernel->_session_parent($sid), \%children, {},
        ];
    }
    return \%out;
}

sub _filenos {
    my %out;
    for my $fd (POE::Kernel->_watched_fds) {
        my ($total, @refs) = POE::Kernel->_data_handle_fno_refcounts($fd);
        my @states   = POE::Kernel->_data_handle_fno_states($fd);
        my @sessions = POE::Kernel->_data_handle_fno_sessions($fd);
        $out{$fd} = [ (map { [ $refs[$_], $states[$_], $sessions[$_] ] } 0 .. 2), $total ];
    }
    return \%out;
}

sub _signals {
    my %out;
    for my $sid (POE::Kernel->_session_ids) {
        my %watched = POE::Kernel->_data_sig_watched_by_session($sid);
        $out{$_}{$sid} = $watched{$_} for keys %watched;
    }
    return \%out;
}

sub _aliases {
    my %out;
    for my $sid (POE::Kernel->_session_ids) {
        my $session = POE::Kernel->_session_by_id($sid);
        $out{$_} = $session for POE::Kernel->_data_alias_list($sid);
    }
    return \%out;
}

sub _pids {
    my %out;
    for my $watch (POE::Kernel->_child_watches) {
        my ($pid, $sid, @rest) = @$watch;
        $out{$pid}{$sid} = [@rest];
    }
    return \%out;
}

sub _queue {
    require POE::Kernel::Queue;
    return POE::Kernel::Queue->new;
}

my %maker = (
    0 => \&_sessions, 1              => \&_filenos, 2 => \&_signals, 3 => \&_aliases, 5 => \&_queue,
    6 => sub { POE::Kernel->ID }, 13 => \&_pids,
);

sub snapshot {
    my ($slot) = @_;
    local ($@, $!);
    return $maker{$slot}->();
}

package    # the subs belong to the kernel's package
    POE::Kernel;

use strict;
use warnings;

# A leak report: each finding is a warning, and makes the answer false.
sub _report_leaks {
    my (@lines) = @_;
    _warn($_) for @lines;
    return @lines ? 0 : 1;
}

# ---- aliases ----

sub _data_alias_initialize         {return}
sub _data_alias_relocate_kernel_id {return}

sub _data_alias_loggable {
    my ($self, $sid) = @_;
    my @names = $poe_kernel->_data_alias_list($sid);
    return @names ? "session $sid (" . join(', ', @names) . ')' : "session $sid";
}

sub _data_alias_finalize {
    my @lines;
    for my $sid (_session_ids(undef)) {
        my $session = _session_by_id(undef, $sid);
        push @lines, map {"!!! Leaked alias: $_ = $session"} $poe_kernel->_data_alias_list($sid);
    }
    return _report_leaks(@lines);
}

# ---- events ----

sub _data_ev_initialize         {return}
sub _data_ev_relocate_kernel_id {return}

# The kernel counts by itself what is on its way; callers that dequeued by hand need not.
sub _data_ev_refcount_dec {return}

sub _data_ev_adjust {
    my ($self, $id, $filter, $time, $delta) = @_;
    my $item = $poe_kernel->[KR_QUEUE]->_find($id) or return;
    my ($due, undef, $event) = @$item;
    return if $filter and !$filter->($event);
    my $wall = defined $time ? $time : defined $event->[EV_WALLTIME] ? $event->[EV_WALLTIME] : $due;
    my $sum  = (defined $event->[EV_DELTA] ? $event->[EV_DELTA] : 0) + $delta;
    _queue_move(undef, $id, $due + $delta, $wall, $sum);
    return $wall + $sum;
}

sub _data_ev_set {
    my ($self, $id, $filter, $walltime, $now, $seconds) = @_;
    my $item = $poe_kernel->[KR_QUEUE]->_find($id) or return;
    return if $filter and !$filter->($item->[ITEM_PAYLOAD]);
    _queue_move(undef, $id, $now + $seconds, $walltime, $seconds);
    return $walltime + $seconds;
}

sub _data_ev_finalize {
    my @lines;
    for my $sid (_session_ids(undef)) {
        my $to   = $poe_kernel->_data_ev_get_count_to($sid);
        my $from = $poe_kernel->_data_ev_get_count_from($sid);
        push @lines, "!!! Leaked event-to count: $sid = $to"     if $to;
        push @lines, "!!! Leaked event-from count: $sid = $from" if $from;
    }
    return _report_leaks(@lines);
}

# A signal's way, whatever the type says.
sub _dispatch_signal_event {
    my ($self, @event) = @_;
    $event[EV_TYPE] |= ET_SIGNAL unless $event[EV_TYPE] & ET_SIGDIE;
    return $poe_kernel->_dispatch_event(@event);
}

# Of a time and a duration, one of which is an object.
sub _sum { return $_[0] + $_[1] }

# ---- extra references ----

sub _data_extref_relocate_kernel_id {return}

sub _data_extref_finalize {
    my @lines;
    for my $sid (_session_ids(undef)) {
        my %count = _extref_tags(undef, $sid) or next;
        push @lines, "!!! Leaked extref: $sid", map {"!!!\t`$_' = $count{$_}"} sort keys %count;
    }
    return _report_leaks(@lines);
}

# ---- files ----

sub _data_handle_initialize         {return}
sub _data_handle_relocate_kernel_id {return}

# session ID => { fd => [first handle, number of modes, [which modes]] }
sub _data_handle_handles {
    my %out;
    for my $fd (_watched_fds(undef)) {
        my @modes = $poe_kernel->_data_handle_fno_sessions($fd);
        for my $mode (0 .. 2) {
            for my $sid (keys %{ $modes[$mode] }) {
                my $record = $out{$sid}{$fd}
                    ||= [ $modes[$mode]{$sid}{$fd}[HSS_HANDLE], 0, [ 0, 0, 0 ] ];
                $record->[SH_REFCOUNT]++;
                $record->[SH_MODECOUNT][$mode] = 1;
            }
        }
    }
    return %out;
}

sub _data_handle_finalize {
    my @lines;
    for my $fd (_watched_fds(undef)) {
        my ($total, @refs) = $poe_kernel->_data_handle_fno_refcounts($fd);
        push @lines, "!!! Leaked fileno: $fd (total refcnt=$total)";
        push @lines,
            map { "!!!\tmode " . (qw(read write expedite))[$_] . ": $refs[$_]" }
            grep { $refs[$_] } 0 .. 2;
    }
    return _report_leaks(@lines);
}

# The old way in for the select methods.
sub _internal_select {
    my ($self, $session, $handle, $event, $mode, $args) = @_;
    return $poe_kernel->_data_handle_add($handle, $mode, $session, $event, $args || []) if $event;
    return $poe_kernel->_data_handle_remove($handle, $mode, $session->ID);
}

# ---- sessions ----

sub _data_ses_initialize         {return}
sub _data_ses_relocate_kernel_id {return}
sub _data_ses_clone              {return}

sub _data_ses_allocate {
    my ($self, $session, $sid, $parent) = @_;
    _trap("parent session $parent does not exist")
        if defined $parent and !$poe_kernel->_data_ses_exists($parent);
    _trap("session $session is already allocated")
        if defined $poe_kernel->_data_ses_resolve_to_id($session);
    return _register_kernel(undef) if $session == $poe_kernel;
    _session_attach(undef, $session, $sid, $parent);
    return;
}

# Whoever frees the kernel's own session leaves its children without a parent.
sub _data_ses_free {
    my ($self, $sid) = @_;
    my $session = _session_by_id(undef, $sid);
    _trap("unknown SID '$sid'") if ASSERT_DATA and !defined $session;
    _trap('no parent to give children to')
        if ASSERT_DATA
        and !_session_parent(undef, $sid)
        and _session_children(undef, $sid);
    _session_free(undef, $sid);
    return $session;
}

sub _data_ses_stop {
    my ($self, $sid) = @_;
    _trap('stopping a nonexistent session') unless $poe_kernel->_data_ses_exists($sid);
    _session_stop(undef, $sid);
    return;
}

sub _data_ses_move_child {
    my ($self, $sid, $parent) = @_;
    _trap('moving nonexistent child to another parent') unless $poe_kernel->_data_ses_exists($sid);
    _trap('moving child to a nonexistent parent') unless $poe_kernel->_data_ses_exists($parent);
    _session_move(undef, $sid, $parent);
    return;
}

sub _data_ses_get_parent {
    my ($self, $sid) = @_;
    _trap('retrieving parent of a nonexistent session')
        if (ASSERT_DATA or ASSERT_USAGE)
        and !$poe_kernel->_data_ses_exists($sid);
    return _session_parent(undef, $sid);
}

sub _data_ses_get_children {
    my ($self, $sid) = @_;
    _trap('retrieving children of a nonexistent session')
        if (ASSERT_DATA or ASSERT_USAGE)
        and !$poe_kernel->_data_ses_exists($sid);
    return _session_children(undef, $sid);
}

sub _data_ses_is_child {
    my ($self, $parent, $child) = @_;
    _trap('testing is-child of a nonexistent parent session')
        if (ASSERT_DATA or ASSERT_USAGE)
        and !$poe_kernel->_data_ses_exists($parent);
    return _session_is_child(undef, $parent, $child);
}

sub _data_ses_refcount_inc {
    my ($self, $sid) = @_;
    _trap('incrementing refcount for nonexistent session')
        if ASSERT_DATA and !$poe_kernel->_data_ses_exists($sid);
    _session_ref(undef, $sid);
    return;
}

sub _data_ses_refcount_dec {
    my ($self, $sid) = @_;
    _trap('decrementing refcount of a nonexistent session')
        if ASSERT_DATA and !$poe_kernel->_data_ses_exists($sid);
    _session_unref(undef, $sid);
    _trap($poe_kernel->_data_alias_loggable($sid), ' reference count went below zero')
        if ASSERT_DATA and ($poe_kernel->_data_ses_refcount($sid) || 0) < 0;
    return;
}

sub _data_ses_dump_refcounts {
    my ($self, $sid) = @_;
    my $count = $poe_kernel->_data_ses_refcount($sid);
    my @lines = (
        'refcount=' . (defined $count ? $count : 'none'),
        'events to=' . $poe_kernel->_data_ev_get_count_to($sid),
        'events from=' . $poe_kernel->_data_ev_get_count_from($sid),
        'extrefs=' . $poe_kernel->_data_extref_count_ses($sid),
        'handles=' . $poe_kernel->_data_handle_count_ses($sid),
        'aliases=' . $poe_kernel->_data_alias_count_ses($sid),
        'children=' . scalar(() = _session_children(undef, $sid)),
    );
    _warn("<rc> session $sid: $_") for @lines;
    return;
}

sub _data_ses_finalize {
    return _report_leaks(map {"!!! Leaked session: $_"} _session_ids(undef));
}

# ---- session IDs ----

# Bare IDs may stand for anything; those of sessions are the kernel's own table.
my %bare_id;

sub _data_sid_initialize         {return}
sub _data_sid_relocate_kernel_id {return}

sub _data_sid_set {
    my ($self, $sid, $what) = @_;
    $bare_id{$sid} = $what;
    _reserve_sid(undef, $sid, 1) if $sid =~ /\A[1-9]\d{0,17}\z/;
    return;
}

sub _data_sid_resolve {
    my ($self, $sid) = @_;
    my $session = _session_by_id(undef, $sid);
    return defined $session ? $session : $bare_id{$sid};
}

sub _data_sid_clear {
    my ($self, $sid) = @_;
    my $session = _session_by_id(undef, $sid);
    if (exists $bare_id{$sid}) {
        _reserve_sid(undef, $sid, 0) if $sid =~ /\A[1-9]\d{0,17}\z/;
        return delete $bare_id{$sid};
    }
    _trap("unknown SID '$sid'") if ASSERT_DATA and !defined $session;
    return $session;
}

sub _data_sid_finalize {
    return _report_leaks(map {"!!! Leaked session ID: $_ = $bare_id{$_}"} sort keys %bare_id);
}

1;

__END__

=head1 NAME

POE::Kernel::Tables - the kernel's tables, as Perl data and private functions

=head1 SYNOPSIS

=for example

    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set('me');
                my $aliases = $poe_kernel->[POE::Kernel::KR_ALIASES];
                print "$_\n" for keys %$aliases;
            },
        },
    );
    POE::Kernel->run;
    # prints: me

=head1 DESCRIPTION

POE::Kernel loads this module. It makes the snapshots that C<<
$poe_kernel->[POE::Kernel::KR_SESSIONS] >> and its neighbours give to introspection modules, and
defines those private functions (C<_data_ses_allocate> and so on) that check their arguments before
they ask the compiled kernel. The manuals of C<POE::Resource::Aliases> and its neighbours describe
these.

=head1 FUNCTIONS

=head2 snapshot($slot)

Returns the content of one slot of C<@$poe_kernel>, by number:

    KR_SESSIONS (0)  { ID => [session, references, parent, { ID => child }, {}] }
    KR_FILENOS  (1)  { descriptor => [read, write, expedite, total] }
    KR_SIGNALS  (2)  { name => { ID => [event, args, session] } }
    KR_ALIASES  (3)  { alias => session }
    KR_QUEUE    (5)  a POE::Kernel::Queue
    KR_ID       (6)  the kernel's ID
    KR_PIDS     (13) { process ID => { ID => [session, event, args] } }

where each mode of a descriptor is C<[watchers, state, { ID =E<gt> { descriptor =E<gt> [handle,
session, event, args] } }]>. The other slots need no snapshot.

=head1 SEE ALSO

L<POE::Kernel>, L<POE::Kernel::Queue>, L<POE::Resource::Aliases>, L<POE::Resource::Events>,
L<POE::Resource::Extrefs>, L<POE::Resource::FileHandles>, L<POE::Resource::Sessions>,
L<POE::Resource::SIDs>

=cut
