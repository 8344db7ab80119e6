package Stage;

# A session with a ReadWrite wheel on one end of a pair of sockets; the test holds the other end. What
# happens is written down in a log, one line an event, and the test may do something at each.

use strict;
use warnings;

use Errno    qw(EAGAIN);
use Exporter qw(import);
use IO::Handle;
use POE;
use POE::Wheel::ReadWrite;
use POETest qw(scaled);
use Socket;

our @EXPORT = qw(socket_pair stage);

sub socket_pair {
    my ($type) = @_;
    socketpair my $one, my $other, AF_UNIX, $type // SOCK_STREAM, 0 or die "socketpair: $!";
    $_->blocking(0) for $one, $other;
    return ($one, $other);
}

# Parameters of the wheel under "wheel"; all else is code for events, run with the stage and the
# event's arguments: start, input, error, flushed, high, low, and any other that is posted.
sub stage {
    my (%part) = @_;
    my $self = bless { log => [], parameters => [], limit => 10, handle => sub { $_[0] } }, 'Stage';
    $self->{$_} = delete $part{$_} for grep { exists $part{$_} } qw(handle limit parameters);
    @$self{qw(near far)} = socket_pair();
    $self->{does}        = \%part;
    return $self;
}

my %EVENTS = (
    InputEvent => 'input', ErrorEvent => 'error', FlushedEvent => 'flushed',
    HighEvent  => 'high', LowEvent    => 'low',
);

# The log, once the session is over.
sub play {
    my ($self) = @_;
    POE::Session->create(
        inline_states => { map { $_ => $self->_handler_of($_) } $self->_names },
        heap          => $self,
    );
    POE::Kernel->run;
    return $self->{log};
}

sub _names {
    my ($self) = @_;
    return ('_start', 'late', 'turn', '_stop', values %EVENTS, keys %{ $self->{does} });
}

sub _handler_of {
    my ($self, $name) = @_;
    return $self->can("_on$name") if $name =~ /\A_/;
    return \&_turn                if $name eq 'turn';
    return \&_late                if $name eq 'late';
    my $does = $self->{does}{$name};
    my $said = $self->can("_said_of_$name");
    return sub {
        my ($stage, @arguments) = @_[ HEAP, ARG0 .. $#_ ];
        $stage->say($said ? $said->($stage, @arguments) : $name);
        $does->($stage, @arguments) if $does;
        return;
    };
}

sub _on_start {
    my ($kernel, $self) = @_[ KERNEL, HEAP ];
    $kernel->delay(late => scaled($self->{limit}));
    $self->{handles} = [ $self->{handle}->($self->{near}) ];
    $self->new_wheel;
    $self->{does}{start}->($self) if $self->{does}{start};
    return;
}

sub _on_stop {return}

# The wheel, with every event unless the parameters say otherwise.
sub new_wheel {
    my ($self) = @_;
    my %given  = @{ $self->{parameters} };
    my @marks  = $given{HighMark} ? () : qw(HighEvent LowEvent);
    my %events = %EVENTS;
    delete @events{@marks};
    $self->{wheel} = POE::Wheel::ReadWrite->new(Handle => $self->{handles}[0], %events, %given);
    $self->{id}    = $self->{wheel}->ID;
    return $self->{wheel};
}

sub say { my ($self, @words) = @_; push @{ $self->{log} }, "@words"; return }

sub _said_of_input {
    my ($self, $record, $id) = @_;
    return ("input $record", $self->_said_of_id($id));
}

sub _said_of_error {
    my ($self, $operation, $number, $text, $id) = @_;
    return ("error $operation", $number + 0, "'$text'", $self->_said_of_id($id));
}

for my $name (qw(flushed high low)) {
    no strict 'refs';
    *{"_said_of_$name"} = sub { my ($self, $id) = @_; return ($name, $self->_said_of_id($id)) };
}

sub _said_of_id {
    my ($self, $id) = @_;
    return $id == $self->{id} ? () : "of wheel $id, not $self->{id}";
}

# ---------------------------------------------------------------------------
# What tests do

sub wheel { return $_[0]{wheel} }
sub put   { my ($self, @records) = @_; return $self->{wheel}->put(@records) }

# The other end, which may be closed.
no warnings 'closed';

sub send       { my ($self, $bytes) = @_; syswrite $self->{far}, $bytes; return }
sub close_peer { my ($self) = @_; close $self->{far};       return }
sub shut_peer  { my ($self) = @_; shutdown $self->{far}, 1; return }

sub received {
    my ($self) = @_;
    my $all = '';
    1 while sysread $self->{far}, $all, 65_536, length $all;
    return $all;
}

# Code to run when the kernel has polled that many times.
sub after_turns {
    my ($self, $turns, $code) = @_;
    $poe_kernel->yield(turn => $turns, $code);
    return;
}

sub _turn {
    my ($kernel, $self, $turns, $code) = @_[ KERNEL, HEAP, ARG0, ARG1 ];
    if ($turns) { $kernel->yield(turn => $turns - 1, $code) }
    else        { $code->($self) }
    return;
}

# The wheel did not do what the test waits for.
sub _late {
    my ($self) = $_[HEAP];
    $self->say('late');
    $self->end;
    return;
}

# No wheel, no session.
sub end {
    my ($self) = @_;
    delete @$self{qw(wheel handles)};
    $poe_kernel->alarm_remove_all;
    return;
}

1;
