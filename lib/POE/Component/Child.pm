package POE::Component::Child;

# Runs any number of programs or routines, one Wheel::Run each, in a session of its own. The object is
# what the program holds; all that this package keeps in it is below one key, so that a subclass has the
# rest of the hash. States are methods, so that a subclass may override them.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::Filter::Line ();
use POE::Kernel       ();
use POE::Session;
use POE::Wheel::Run ();

use constant KEY => __PACKAGE__;

# How long children may take to end when the component is shut down.
use constant SECONDS_TO_END => 2;

my @STATES = qw(
    _start _stop stdin stdout stderr error close sig_child got_run got_shutdown got_patience_lost
);

my @EVENTS = qw(stdout stderr error done died);

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# The object and its session

sub new {
    my $class = shift;
    $class = ref $class if ref $class;
    croak "$class->new() requires an even number of parameters" if @_ & 1;
    my %given = @_;
    my %own   = (
        alias => 'main',
        debug => 0,
        %given,
        events   => { (map { $_ => $_ } @EVENTS), %{ $given{events} || {} } },
        children => {},
        wheel_of => {},
    );
    my $self = bless { KEY, \%own }, $class;
    $self->_begin;
    return $self;
}

sub _begin {
    my ($self) = @_;
    POE::Session->create(object_states => [ $self => \@STATES ]);
    return;
}

# An idle component ends with everything else; it begins again if the program goes on.
sub _session {
    my ($self) = @_;
    my $own = $self->{ +KEY };
    $self->_begin if !defined $own->{session};
    return $own->{session};
}

sub _start {
    my ($self, $kernel, $session) = @_[ OBJECT, KERNEL, SESSION ];
    my $own = $self->{ +KEY };
    $own->{session}   = $session->ID;
    $own->{own_alias} = KEY . '::' . $session->ID;
    $kernel->alias_set($own->{own_alias});
    return;
}

# Only by force does it come to this with children left.
sub _stop {
    my ($self) = $_[OBJECT];
    my $own = $self->{ +KEY };
    CORE::kill(KILL => $_) for keys %{ $own->{wheel_of} };
    @$own{qw(children wheel_of)} = ({}, {});
    delete @$own{qw(session own_alias)};
    return;
}

# ---------------------------------------------------------------------------
# Children

sub run {
    my ($self, @command) = @_;
    croak 'run() needs a program or a routine' if !@command or !defined $command[0];
    return scalar _kernel()->call($self->_session, 'got_run', @command);
}

sub got_run {
    my ($self, $kernel, @command) = @_[ OBJECT, KERNEL, ARG0 .. $#_ ];
    my $own   = $self->{ +KEY };
    my $wheel = $self->_in_folder(sub { $self->_wheel_for(@command) }) or return;
    my ($id, $pid) = ($wheel->ID, $wheel->PID);
    $kernel->sig_child($pid, 'sig_child');
    $own->{children}{$id}  = { wheel => $wheel, pid => $pid };
    $own->{wheel_of}{$pid} = $id;
    $self->debug("$id: run: @command");
    return $self->wheelid($id);
}

sub _wheel_for {
    my ($self, @command) = @_;
    my $own     = $self->{ +KEY };
    my @program = (Program => \@command);
    @program = (Program => shift @command, ProgramArgs => \@command) if ref $command[0] eq 'CODE';
    return POE::Wheel::Run->new(
        @program,
        defined $own->{conduit} ? (Conduit => $own->{conduit}) : (),
        StdioFilter => $self->_filter,
        StdinEvent  => 'stdin',
        StdoutEvent => 'stdout',
        _has_stderr($own) ? (StderrEvent => 'stderr') : (),
        ErrorEvent => 'error',
        CloseEvent => 'close',
    );
}

sub _has_stderr {
    my ($own) = @_;
    return ($own->{conduit} // '') ne 'pty';
}

# Each child has its own: what one has not finished must not be another's.
sub _filter {
    my ($self) = @_;
    my $filter = $self->{ +KEY }{StdioFilter} //= POE::Filter::Line->new(OutputLiteral => "\n");
    return $filter->can('clone') ? $filter->clone : $filter;
}

# The process begins where it is to be; this one is back at once. False if there is no such folder.
sub _in_folder {
    my ($self, $code) = @_;
    my $folder = $self->{ +KEY }{chdir};
    return $code->() if !defined $folder;
    opendir my $here, '.' or return $self->_complain('opendir');
    chdir $folder         or return $self->_complain('chdir');
    my $result = eval { $code->() };
    my $error  = $@;
    chdir $here or croak "back from $folder: $!";
    die $error if !$result;    ## no critic (an exception that was the caller's)
    return $result;
}

sub _complain {
    my ($self, $operation) = @_;
    my $message = $!;
    $self->callback(error => { syscall => $operation, err => $message + 0, error => "$message" });
    return;
}

# Undef unless the child is there: the given one, or the current one.
sub _child {
    my ($self, $id) = @_;
    my $own = $self->{ +KEY };
    $id //= $own->{wheelid};
    return defined $id ? $own->{children}{$id} : undef;
}

sub wheelid {
    my ($self, $id) = @_;
    my $own = $self->{ +KEY };
    $own->{wheelid} = $id if defined $id;
    return $own->{wheelid};
}

sub wheel {
    my ($self, $id) = @_;
    my $child = $self->_child($id) or return;
    return $child->{wheel};
}

# ---------------------------------------------------------------------------
# What is said to them. Wheels belong to the component's session, whoever calls.

sub write {
    my ($self, @data) = @_;
    my $child = $self->_child;
    return $self->_nobody('write') if !$child or !_takes_input($child);
    $child->{wheel}->put(@data);
    return 1;
}

sub _takes_input {
    my ($child) = @_;
    return defined $child->{wheel}[ $child->{wheel}->HANDLE_STDIN ] && !$child->{is_ending};
}

sub _nobody {
    my ($self, $what) = @_;
    $self->debug("$what: no child");
    return 0;
}

sub quit {
    my ($self, $farewell) = @_;
    my $child = $self->_child or return $self->_nobody('quit');
    $child->{may_fail} = 1;
    $farewell //= ($self->{ +KEY }{writemap} || {})->{quit};
    $self->write($farewell) if defined $farewell;
    return $self->stdin_close;
}

# Once everything that was written is out.
sub stdin_close {
    my ($self, $id) = @_;
    my $child = $self->_child($id) or return $self->_nobody('stdin_close');
    $child->{is_ending} = 1;
    _kernel()->call($self->_session, 'stdin', $child->{wheel}->ID)
        if !$child->{wheel}->get_driver_out_octets;
    return 1;
}

sub kill {
    my ($self, %how) = @_;
    my $child = $self->_child or return $self->_nobody('kill');
    $child->{may_fail} = 1 if $how{NODIE};
    return $child->{wheel}->kill($how{HARD} ? 'KILL' : $how{SIG} // 'TERM');
}

# ---------------------------------------------------------------------------
# What comes from them

# All that was written is out.
sub stdin {
    my ($self, $id) = @_[ OBJECT, ARG0 ];
    my $child = $self->_child($id) or return;
    $child->{wheel}->shutdown_stdin if $child->{is_ending};
    return;
}

sub stdout {
    my ($self, $out, $id) = @_[ OBJECT, ARG0, ARG1 ];
    $self->callback(stdout => { out => $out, wheel => $id });
    return;
}

sub stderr {
    my ($self, $out, $id) = @_[ OBJECT, ARG0, ARG1 ];
    $self->callback(stderr => { out => $out, wheel => $id });
    return;
}

sub error {
    my ($self, $operation, $errno, $message, $id, $name) = @_[ OBJECT, ARG0 .. ARG4 ];
    return if $operation eq 'read' and !$errno;
    $self->callback(
        error => {
            syscall => $operation,
            err     => $errno,
            error   => "$message",
            wheel   => $id,
            fh      => $name,
        });
    return;
}

# A child has ended when its outputs have and the system has said so, in either order.
sub close {
    my ($self, $id) = @_[ OBJECT, ARG0 ];
    my $child = $self->_child($id) or return;
    $child->{is_closed} = 1;
    $self->_finish($id) if defined $child->{status};
    return;
}

sub sig_child {
    my ($self, $kernel, $pid, $status) = @_[ OBJECT, KERNEL, ARG1, ARG2 ];
    my $own = $self->{ +KEY };
    my $id  = delete $own->{wheel_of}{$pid};
    $kernel->delay('got_patience_lost') if !%{ $own->{wheel_of} };
    return                              if !defined $id;
    $kernel->sig_handled;
    my $child = $own->{children}{$id} or return;
    $child->{status} = $status;
    $self->_finish($id) if $child->{is_closed};
    return;
}

sub _finish {
    my ($self, $id) = @_;
    my $child = delete $self->{ +KEY }{children}{$id};
    my $event = $child->{status} && !$child->{may_fail} ? 'died' : 'done';
    $self->$event({ wheel => $id, rc => $child->{status} });
    return;
}

sub done { my ($self, $what) = @_; return $self->callback(done => $what) }
sub died { my ($self, $what) = @_; return $self->callback(died => $what) }

sub callback {
    my ($self, $event, $what) = @_;
    my $own = $self->{ +KEY };
    my $to  = $own->{events}{$event};
    $self->debug("event: $event", 2);
    return if !defined $to;
    if   (ref $to eq 'CODE') { $to->($self, $what) }
    else                     { _kernel()->post($own->{alias}, $to, $self, $what) }
    return;
}

# ---------------------------------------------------------------------------
# The end

sub shutdown {
    my ($self) = @_;
    my $session = $self->{ +KEY }{session};
    return defined $session ? _kernel()->call($session, 'got_shutdown') : 1;
}

# Nobody is told of what happens from here on; the session stays until the last child is reaped.
sub got_shutdown {
    my ($self, $kernel) = @_[ OBJECT, KERNEL ];
    my $own      = $self->{ +KEY };
    my @children = keys %{ $own->{wheel_of} };
    $own->{children} = {};
    $kernel->alias_remove(delete $own->{own_alias}) if defined $own->{own_alias};
    CORE::kill(TERM => $_) for @children;
    $kernel->delay(got_patience_lost => SECONDS_TO_END) if @children;
    return 1;
}

sub got_patience_lost {
    my ($self) = $_[OBJECT];
    CORE::kill(KILL => $_) for keys %{ $self->{ +KEY }{wheel_of} };
    return;
}

# ---------------------------------------------------------------------------
# Odds and ends

# A place in the component's own hash, with slashes between the keys.
sub attr {
    my ($self, $path, @value) = @_;
    my @keys = split m{/}, $path;
    my $last = pop @keys;
    my $at   = $self->{ +KEY };
    for my $key (@keys) {
        $at->{$key} = {} if @value and !defined $at->{$key};
        $at = $at->{$key};
        return if ref $at ne 'HASH';
    }
    $at->{$last} = $value[0] if @value;
    return $at->{$last};
}

sub debug {
    my ($self, $text, $level) = @_;
    print {*STDERR} '>', KEY, "-$text\n" if $self->{ +KEY }{debug} >= ($level || 1);
    return;
}

# Names of the writemap are methods.
sub AUTOLOAD {
    my ($self) = @_;
    my ($class, $name) = our $AUTOLOAD =~ /\A(.*)::(.*)\z/s;
    my $words = ref $self && $self->{ +KEY } && $self->{ +KEY }{writemap} || {};
    return $self->write($words->{$name}) if defined $words->{$name};
    croak qq(Can't locate object method "$name" via package "), ref $self || $self || $class, '"';
}

sub DESTROY {return}

1;
