package POE::Kernel::Checks;

use strict;
use warnings;

our $VERSION = '2.000';

# Loaded only when an ASSERT_ constant is on. Each function named here is replaced by one that checks
# its arguments and then goes on to the real one, so that the others cost nothing.

my $kernel = 'POE::Kernel';

# Warnings blame the program's line, not ours.
our @CARP_NOT = ($kernel);
@POE::Kernel::CARP_NOT = __PACKAGE__;

sub _confess { goto &POE::Kernel::_confess }

sub _wrap {
    my ($name, $check) = @_;
    my $code = $kernel->can($name) or die "POE::Kernel has no $name to check";
    no strict 'refs';
    no warnings 'redefine';
    *{"${kernel}::$name"} = POE::XS::_wrap($code, $check);
    return;
}

# ---- ASSERT_USAGE: what no correct program does ----

my @from_session = (
    qw(sig yield alarm alarm_add alarm_set alarm_adjust alarm_remove alarm_remove_all delay delay_add
        delay_set delay_adjust select select_read select_write select_expedite select_pause_read
        select_resume_read select_pause_write select_resume_write detach_myself detach_child state)
);

sub _need_session {
    my ($name) = @_;
    $name = 'sig_chld' if $name eq 'sig_child';
    _confess("<us> must call $name() from a running session")
        if $kernel->get_active_session == $POE::Kernel::poe_kernel;
    return;
}

# Position of an argument after the kernel, and what its absence is called.
my %must_be_defined = (
    sig    => [ [ 0, 'undefined signal in sig()' ] ],
    signal => [ [ 0, 'undefined destination in signal()' ], [ 1, 'undefined signal in signal()' ] ],
    sig_child => [ [ 0, 'undefined process ID in sig_chld()' ] ],
    post  => [ [ 0, 'destination is undefined in post()' ], [ 1, 'event is undefined in post()' ] ],
    call  => [ [ 0, 'destination is undefined in call()' ], [ 1, 'event is undefined in call()' ] ],
    yield => [ [ 0, 'event name is undefined in yield()' ] ],
    alarm => [ [ 0, 'event name is undefined in alarm()' ] ],
    alarm_add =>
        [ [ 0, 'undefined event name in alarm_add()' ], [ 1, 'undefined time in alarm_add()' ] ],
    delay     => [ [ 0, 'undefined event name in delay()' ] ],
    delay_add =>
        [ [ 0, 'undefined event name in delay_add()' ], [ 1, 'undefined time in delay_add()' ] ],
    state              => [ [ 0, 'undefined event name in state()' ] ],
    alias_set          => [ [ 0, 'undefined alias in alias_set()' ] ],
    alias_remove       => [ [ 0, 'undefined alias in alias_remove()' ] ],
    alias_resolve      => [ [ 0, 'undefined alias in alias_resolve()' ] ],
    ID_id_to_session   => [ [ 0, 'undefined ID in ID_id_to_session()' ] ],
    ID_session_to_id   => [ [ 0, 'undefined session in ID_session_to_id()' ] ],
    refcount_increment => [
        [ 0, 'undefined session ID in refcount_increment()' ],
        [ 1, 'undefined reference count tag in refcount_increment()' ]
    ],
    refcount_decrement => [
        [ 0, 'undefined session ID in refcount_decrement()' ],
        [ 1, 'undefined reference count tag in refcount_decrement()' ]
    ],
);

my @file_functions = (
    qw(select select_read select_write select_expedite select_pause_read select_resume_read
        select_pause_write select_resume_write)
);

sub _need_defined {
    my ($needs, @args) = @_;
    for my $need (@$needs) {
        _confess("<us> $need->[1]") unless defined $args[ $need->[0] ];
    }
    return;
}

sub _need_handle {
    my ($name, $handle) = @_;
    _confess("<us> undefined filehandle in $name()") unless defined $handle;
    _confess("<us> invalid filehandle in $name()")   unless defined POE::Kernel::_fileno($handle);
    return;
}

sub _install_usage {
    for my $name (keys %must_be_defined) {
        my $needs = $must_be_defined{$name};
        _wrap($name, sub { my (undef, @args) = @_; _need_defined($needs, @args) });
    }
    for my $name (@file_functions) {
        _wrap($name, sub { _need_handle($name, $_[1]) });
    }
    for my $name (@from_session, 'sig_child') {
        _wrap($name, sub { _need_session($name) });
    }
    return;
}

# ---- errors that a program can also see from the return value ----

sub _explain_usage  { return $kernel->_explain_usage(@_) }
sub _explain_return { return $kernel->_explain_return(@_) }

my %returned_when_undefined = (
    alarm_set =>
        [ [ 0, 'undefined event name in alarm_set()' ], [ 1, 'undefined time in alarm_set()' ] ],
    alarm_remove => [ [ 0, 'undefined alarm id in alarm_remove()' ] ],
    alarm_adjust => [
        [ 0, 'undefined alarm id in alarm_adjust()' ],
        [ 1, 'undefined alarm delta in alarm_adjust()' ]
    ],
    delay_set =>
        [ [ 0, 'undefined event name in delay_set()' ], [ 1, 'undefined seconds in delay_set()' ] ],
    delay_adjust => [
        [ 0, 'undefined delay id in delay_adjust()' ],
        [ 1, 'undefined delay seconds in delay_adjust()' ]
    ],
);

my %invalid_when_undefined
    = (alarm => [0], alarm_add => [ 0, 1 ], delay => [0], delay_add => [ 0, 1 ]);

sub _check_alias_set {
    my (undef, $name) = @_;
    my $owner = defined $name ? $kernel->_data_alias_resolve($name) : undef;
    _explain_usage("alias '$name' is in use by another session")
        if defined $owner and $owner != $kernel->get_active_session;
    return;
}

sub _check_alias_remove {
    my (undef, $name) = @_;
    $name = '' unless defined $name;
    my $owner = $kernel->_data_alias_resolve($name);
    return _explain_usage("alias '$name' does not exist") unless defined $owner;
    _explain_usage("alias '$name' does not belong to current session")
        if $owner != $kernel->get_active_session;
    return;
}

sub _check_id {
    my (undef, $id) = @_;
    _explain_return('ID does not exist')
        if !defined $id
        or !defined $kernel->_data_sid_resolve($id);
    return;
}

sub _check_session {
    my (undef, $session) = @_;
    return if defined $session and defined $kernel->_data_ses_resolve_to_id($session);
    _explain_return('session (' . ($session // '') . ') does not exist');
    return;
}

sub _check_sid {
    my (undef, $id) = @_;
    return if defined $id and $kernel->_data_ses_exists($id);
    _explain_return('session id ' . ($id // '') . ' does not exist');
    return;
}

sub _install_returns {
    for my $name (keys %returned_when_undefined) {
        my $needs = $returned_when_undefined{$name};
        _wrap(
            $name,
            sub {
                my (undef, @args) = @_;
                for my $need (@$needs) {
                    return _explain_usage($need->[1]) unless defined $args[ $need->[0] ];
                }
            });
    }
    for my $name (keys %invalid_when_undefined) {
        my $places = $invalid_when_undefined{$name};
        _wrap(
            $name,
            sub {
                my (undef, @args) = @_;
                _explain_return("invalid parameter to $name() call")
                    if grep { !defined $args[$_] } @$places;
            });
    }
    _wrap(alias_set          => \&_check_alias_set);
    _wrap(alias_remove       => \&_check_alias_remove);
    _wrap(ID_id_to_session   => \&_check_id);
    _wrap(ID_session_to_id   => \&_check_session);
    _wrap(refcount_increment => \&_check_sid);
    _wrap(refcount_decrement => \&_check_sid);
    return;
}

# ---- destinations ----

sub _check_destination {
    my (undef, $dest) = @_;
    return if defined $dest and defined $kernel->_resolve_session($dest);
    local $!;
    return $kernel->_explain_resolve_failure($dest);
}

sub _install_destinations {
    _wrap($_ => \&_check_destination) for qw(post call signal detach_child);
    return;
}

# ---- ASSERT_DATA: the kernel's own tables ----

sub _check_enqueue {
    my (undef, $dest, $source, $event) = @_;
    for my $end ($dest, $source) {
        POE::Kernel::_trap("<ev> can't enqueue event ``$event'' for nonexistent", ' session ', $end)
            if ref $end and !$kernel->_data_ses_exists($end->ID);
    }
    return;
}

sub _check_extref {
    my (undef, $sid, $tag) = @_;
    my %count = $kernel->_extref_tags($sid);
    POE::Kernel::_trap('<dt> decrementing extref for session without any') unless %count;
    POE::Kernel::_trap(
        "<dt> decrementing extref for nonexistent tag ``$tag'' in ",
        $kernel->_data_alias_loggable($sid)) unless exists $count{$tag};
    return;
}

sub _check_extref_removal {
    my (undef, $sid, $tag) = @_;
    my %count = $kernel->_extref_tags($sid);
    POE::Kernel::_trap('<dt> removing extref from session without any') unless %count;
    POE::Kernel::_trap(
        "<dt> removing extref for nonexistent tag ``$tag'' in ",
        $kernel->_data_alias_loggable($sid)) unless exists $count{$tag};
    return;
}

sub _check_decrement {
    my ($self, $id, $tag) = @_;
    _check_extref($self, $id, $tag)
        if defined $id
        and defined $tag
        and $kernel->_data_ses_exists($id);
    return;
}

# Whoever has an ID has been allocated, be it gone by now.
sub _check_allocation {
    my (undef, $session) = @_;
    my $id = ref $session ? $session->ID : undef;
    POE::Kernel::_trap('<ss> ', $kernel->_data_alias_loggable($id), " already allocated\a")
        if defined $id;
    return;
}

sub check_process {
    my ($process) = $kernel->ID =~ /-([0-9a-f]{8})-[0-9a-f]{8}\z/;
    POE::Kernel::_trap('New process detected. You must call ->has_forked() in the child process.')
        if hex $process != $$;
    return;
}

sub _install_data {
    _wrap(_data_ev_enqueue        => \&_check_enqueue);
    _wrap(_data_extref_dec        => \&_check_extref);
    _wrap(_data_extref_remove     => \&_check_extref_removal);
    _wrap(refcount_decrement      => \&_check_decrement);
    _wrap(session_alloc           => \&_check_allocation);
    _wrap(_test_if_kernel_is_idle => \&check_process);
    return;
}

sub _check_ends {
    my (undef, $dest, $source) = @_;
    _confess('<ev> undefined dest session')   unless defined $dest;
    _confess('<ev> undefined source session') unless defined $source;
    return;
}

# Later wrappers run first: being called from outside any session is noticed before anything else.
sub install {
    _install_data()                         if POE::Kernel::ASSERT_DATA();
    _wrap(_dispatch_event => \&_check_ends) if POE::Kernel::ASSERT_EVENTS();
    _install_destinations();
    _install_returns();
    _install_usage() if POE::Kernel::ASSERT_USAGE();
    return;
}

1;

__END__

=head1 NAME

POE::Kernel::Checks - the assertions of POE::Kernel

=head1 SYNOPSIS

=for example

    sub POE::Kernel::ASSERT_USAGE () { 1 }
    use POE;

    POE::Session->create(
        inline_states => { _start => sub { eval { $_[KERNEL]->post }; print $@ =~ /(<us>.*)\n/ } });
    POE::Kernel->run;
    print "\n";
    # prints: <us> destination is undefined in post() at ...

=head1 DESCRIPTION

POE::Kernel loads this module when one of C<ASSERT_DATA>, C<ASSERT_EVENTS>, C<ASSERT_FILES>,
C<ASSERT_RETVALS>, C<ASSERT_USAGE> or C<TRACE_RETVALS> is true. It puts a check before each function
concerned, and so costs nothing in a program that does not ask for it. A check that finds something
dies with a stack trace, and the text begins with C<< === PID === >> and a tag:

=over 4

=item C<< <us> >>, ASSERT_USAGE

A call that is never right: an argument is undef, a handle has no descriptor, a method that acts for
the active session is called outside of sessions, an alias is somebody else's.

=item C<< <rv> >>, ASSERT_RETVALS, TRACE_RETVALS

A call whose return value tells of a failure. With C<TRACE_RETVALS> alone it is a warning.

=item C<< <dt> >>, ASSERT_DATA

A destination, ID, alias or tag that the kernel's tables do not have.

=item C<< <ev> >>, ASSERT_DATA, ASSERT_EVENTS

An event to or from a session that does not exist.

=item C<< <ss> >>, ASSERT_DATA

A session that is put into service twice.

=back

The manual of L<POE::Kernel> has the texts with each method.

=head1 FUNCTIONS

=head2 check_process()

Dies if this process was forked and has not called C<has_forked>. Loops call it once a turn, if
C<ASSERT_DATA> is on.

=head2 install()

Installs what the constants ask for. Called once, by POE::Kernel.

=head1 SEE ALSO

L<POE::Kernel/CONFIGURATION>

=cut
