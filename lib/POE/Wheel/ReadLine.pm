package POE::Wheel::ReadLine;

# Lines typed at a terminal, edited with the keys of readline(3), while the program goes on. The
# functions behind the keys are in the modules below POE/Wheel/ReadLine/.

use strict;
use warnings;

our $VERSION = '2.000';
our @ISA     = ('POE::Wheel');

BEGIN {
    die "$^O cannot run " . __PACKAGE__ if $^O eq 'MSWin32';
    die "$^O with TERM='dumb' cannot run " . __PACKAGE__
        if $^O eq 'cygwin' && ($ENV{TERM} || '') eq 'dumb';
}

use Carp         qw(carp croak);
use IO::Handle   ();
use Scalar::Util qw(weaken);

use POE::Kernel                       ();
use POE::Wheel                        ();
use POE::Wheel::ReadLine::Bindings    ();
use POE::Wheel::ReadLine::InputRc     ();
use POE::Wheel::ReadLine::Slots       ();
use POE::Wheel::ReadLine::Terminal    ();
use POE::Wheel::ReadLine::Completion  ();
use POE::Wheel::ReadLine::Control     ();
use POE::Wheel::ReadLine::Display     ();
use POE::Wheel::ReadLine::Editing     ();
use POE::Wheel::ReadLine::History     ();
use POE::Wheel::ReadLine::Keys        ();
use POE::Wheel::ReadLine::Killing     ();
use POE::Wheel::ReadLine::Search      ();
use POE::Wheel::ReadLine::Vi          ();
use POE::Wheel::ReadLine::ViOperators ();

# Functions by the names that keys are bound to: vi-next-word is rl_vi_next_word.
our $defuns = _defuns();

# What add_defun binds for wheels that are still to be made: [sequence, name].
my @bound_for_all;

sub _kernel { return $POE::Kernel::poe_kernel }

sub _defuns {
    my @names
        = map { /\Arl_(.*)/ && $1 ne 'set_editing_mode' ? $1 : () } keys %POE::Wheel::ReadLine::;
    return { map { (tr/_/-/r => __PACKAGE__->can("rl_$_")) } @names };
}

# ---------------------------------------------------------------------------
# Construction

sub new {
    my ($class, @param) = @_;
    my $name = ref $class || $class;
    croak "$name requires a working Kernel" unless defined _kernel();
    my %param = (@param, @param & 1 ? undef : ());
    _check($name, \%param);
    return bless [@$class], $name if ref $class;
    my $self = bless [], $name;
    $self->_fill(\%param);
    $self->_define_states;
    $self->_read_init_file;
    return $self;
}

sub _check {
    my ($name, $param) = @_;
    croak "$name requires an InputEvent parameter" unless defined $param->{InputEvent};
    my $mode = $param->{PutMode};
    croak "$name PutMode must be either 'immediate', 'idle', or 'after'"
        if defined $mode && $mode !~ /\A(?:immediate|idle|after)\z/;
    my @unknown = grep { !/\A(?:InputEvent|PutMode|IdleTime|AppName|appname)\z/ } sort keys %$param;
    carp "unknown parameters in $name constructor call: ", join ', ', @unknown if @unknown;
    return;
}

sub _fill {
    my ($self, $param) = @_;
    my $terminal = POE::Wheel::ReadLine::Terminal->new;
    my $id       = POE::Wheel::allocate_wheel_id();
    my $maps     = POE::Wheel::ReadLine::Bindings::maps($terminal);
    my $private  = ref($self) . "($id) ->";
    @$self[ SELF_UNIQUE_ID, SELF_EVENT_INPUT, SELF_STATE_READ, SELF_STATE_IDLE ]
        = ($id, $param->{InputEvent}, "$private select read", "$private input timeout");
    @$self[ SELF_PUT_MODE, SELF_IDLE_TIME, SELF_APP ] = (
        $param->{PutMode} // 'idle', $param->{IdleTime} // 2,
        $param->{AppName} // $param->{appname} // 'poe-readline'
    );
    @$self[ SELF_READING_LINE, SELF_HAS_TIMER, SELF_PROMPT, SELF_PREV_PROMPT ] = (0, 0, '>', '');
    @$self[ SELF_HIST_LIST, SELF_PUT_BUFFER, SELF_KILL_RING, SELF_MARKLIST ]   = ([], [], [], {});
    @$self[ SELF_SEARCH, SELF_SEARCH_KEY, SELF_SEARCH_DIR ]                    = ('', '', 0);
    @$self[ SELF_ALL_KEYMAPS, SELF_KEYMAP ] = ($maps, $maps->{emacs});
    $self->[SELF_OPTIONS]
        = { 'comment-begin' => '#', 'editing-mode' => 'emacs', keymap => 'emacs' };
    $self->[SELF_QUEUE] = '';
    $self->_begin_line;
    $self->bind_key(@$_) for @bound_for_all;
    return;
}

# The handlers hold the wheel weakly: it goes when the program drops it, be that in one of its own
# functions.
sub _define_states {
    my ($self) = @_;
    weaken(my $wheel = $self);
    _kernel()->state($self->[SELF_STATE_READ], sub { _read_state($wheel) if $wheel });
    _kernel()->state($self->[SELF_STATE_IDLE], sub { _idle_state($wheel) if $wheel });
    return;
}

# Without an init file, the program's user is asked by way of his editor.
sub _read_init_file {
    my ($self) = @_;
    my $file = $self->[SELF_SOURCE] = $ENV{INPUTRC} // ($ENV{HOME} // '') . '/.inputrc';
    return                           if POE::Wheel::ReadLine::InputRc::read_file($self, $file);
    $self->rl_set_editing_mode('vi') if ($ENV{EDITOR} // '') =~ /vi/;
    return;
}

# At the program's end the terminal has seen to itself, and the rest does not matter.
sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT' || !defined $self->[SELF_UNIQUE_ID];
    $self->_stop_reading;
    _kernel()->state($_) for @$self[ SELF_STATE_READ, SELF_STATE_IDLE ];
    _terminal()->end_keys;
    POE::Wheel::free_wheel_id($self->[SELF_UNIQUE_ID]);
    return;
}

sub ID { return $_[0][SELF_UNIQUE_ID] }

# ---------------------------------------------------------------------------
# Reading

sub get {
    my ($self, $prompt) = @_;
    return $self->_change_prompt($prompt) if $self->[SELF_READING_LINE];
    $self->[SELF_PROMPT] = $prompt        if defined $prompt;
    return                                if $self->[SELF_HAS_ENDED] && !$self->_goes_on;
    $self->_begin_line;
    $self->_begin_mode;
    _terminal()->size;
    _terminal()->begin_keys;
    $self->[SELF_READING_LINE] = 1;
    $self->_watch_keys;
    $self->_show;
    $self->[SELF_QUEUE] .= _terminal()->read_ahead;
    $self->_feed('') if length $self->[SELF_QUEUE];
    return;
}

# A program that asks again and again would be told again and again. But what has ended may be a pipe, which
# gets another writer, or a file that grows.
sub _goes_on {
    my ($self) = @_;
    my $keys = _terminal()->read // return 0;
    $self->[SELF_QUEUE] .= $keys;
    $self->[SELF_HAS_ENDED] = 0;
    return 1;
}

# The kernel makes the file non-blocking, and the program's own output may go to the same one; the
# wheel asks before it reads.
sub _watch_keys {
    my ($self) = @_;
    my $handle = _terminal()->handle;
    _kernel()->select_read($handle, $self->[SELF_STATE_READ]);
    $handle->blocking(1);
    return;
}

sub _change_prompt {
    my ($self, $prompt) = @_;
    $self->_set_prompt($prompt) if defined $prompt;
    $self->_show;
    return;
}

# A line and its cursor, and nothing that reaches from one line to the next.
sub _begin_line {
    my ($self) = @_;
    @$self[ SELF_INPUT, SELF_CURSOR_INPUT, SELF_CURSOR_DISPLAY, SELF_MARK ] = ('', 0, 0, 0);
    @$self[ SELF_HIST_INDEX, SELF_INPUT_HOLD ] = (scalar @{ $self->[SELF_HIST_LIST] }, '');
    @$self[ SELF_INSERT_MODE, SELF_KEY_BUILD, SELF_COUNT, SELF_LAST ] = (1, '', 0, '');
    @$self[ SELF_UNDO, SELF_EXPANDED ] = ([], 0);
    @$self[
        SELF_SHOWN, SELF_ARGUMENT, SELF_INSERTION, SELF_OPERATOR,
        SELF_RECORD, SELF_PENDING, SELF_PENDING_FN, SELF_SEARCH_MAP,
        SELF_SEARCH_PROMPT
    ] = ();
    return;
}

# Sent from here: handlers see the wheel's file as the caller's.
sub _emit {
    my ($self, @what) = @_;
    _kernel()->yield($self->[SELF_EVENT_INPUT], @what, $self->[SELF_UNIQUE_ID]);
    return;
}

sub _stop_reading {
    my ($self) = @_;
    return if !$self->[SELF_READING_LINE];
    $self->[SELF_READING_LINE] = 0;
    _kernel()->select_read(_terminal()->handle);
    _kernel()->delay($self->[SELF_STATE_IDLE]) if $self->[SELF_HAS_TIMER];
    $self->[SELF_HAS_TIMER] = 0;
    return;
}

# Keys that come after the end of a line wait for the next get.
sub _read_state {
    my $keys = _terminal()->read;
    _terminal()->size;
    @{ $_[0] }[ SELF_AT_END, SELF_EXPANDED ] = (!defined $keys, 0);
    $_[0][SELF_QUEUE] .= $keys if defined $keys;
    1 while $_[0] && $_[0]->_next_key;
    return if !$_[0] || !$_[0][SELF_READING_LINE] || !$_[0][SELF_AT_END];
    $_[0]->_end_of_input;
    return;
}

# ---------------------------------------------------------------------------
# Writing

sub put {
    my ($self, @lines) = @_;
    my $mode = $self->[SELF_PUT_MODE];
    my $now
        = !$self->[SELF_READING_LINE]
        || $mode eq 'immediate'
        || $mode eq 'idle' && !$self->[SELF_HAS_TIMER];
    return $self->_write_lines(@lines) if $now;
    push @{ $self->[SELF_PUT_BUFFER] }, @lines;
    return;
}

sub _flush_output_buffer {
    my ($self) = @_;
    return $self->_write_lines(splice @{ $self->[SELF_PUT_BUFFER] });
}

sub _restart_idle_timer {
    my ($self) = @_;
    return if $self->[SELF_PUT_MODE] ne 'idle';
    _kernel()->delay(@$self[ SELF_STATE_IDLE, SELF_IDLE_TIME ]);
    $self->[SELF_HAS_TIMER] = 1;
    return;
}

sub _idle_state {
    my ($self) = @_;
    $self->[SELF_HAS_TIMER] = 0;
    return $self->_flush_output_buffer;
}

sub clear {
    my ($self) = @_;
    $self->_write(_terminal()->erase_screen);
    $self->[SELF_SHOWN] = undef;
    $self->_show;
    return;
}

sub terminal_size { return _terminal()->size }

# ---------------------------------------------------------------------------
# Options, bindings, functions

sub attribs { return $_[0][SELF_OPTIONS] }

sub Attribs { return $_[0]->attribs }

sub option {
    my ($self, $name) = @_;
    return $self->[SELF_OPTIONS]{ lc $name } // '';
}

sub bind_key {
    my ($self, $keys, $function, $map) = @_;
    $map = $self->_map($map) or return;
    if    (ref $function) { $map->bind_key($keys, $function) }
    elsif ($function =~ /\A"(.*)"\z/s || $function =~ /\A'(.*)'\z/s) { $map->bind_macro($keys, $1) }
    elsif ($defuns->{ lc $function }) { $map->bind_key($keys, lc $function) }
    else { $self->put("ignoring $keys, since function '$function' is not known") }
    return;
}

sub _map {
    my ($self, $map) = @_;
    return $self->[SELF_KEYMAP] if !defined $map;
    return $map                 if ref $map;
    return $self->[SELF_ALL_KEYMAPS]{$map} // carp("no keymap is called '$map'") && undef;
}

sub add_defun {
    my ($self, $name, $code, $keys) = @_;
    $defuns->{$name} = $code;
    return                               if !defined $keys;
    return $self->bind_key($keys, $name) if ref $self;
    push @bound_for_all, [ $keys, $name ];
    return;
}

1;
