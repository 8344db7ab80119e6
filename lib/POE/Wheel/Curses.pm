package POE::Wheel::Curses;

# Keys for programs that draw with Curses: each one is an event.

use strict;
use warnings;

our $VERSION = '2.000';
our @ISA     = ('POE::Wheel');

use Carp       qw(carp croak);
use Curses     ();
use IO::Handle ();

use POE::Kernel  ();
use POE::Session ();
use POE::Wheel   ();

# ---------------------------------------------------------------------------
# The wheel is an array; programs know its slots by these names.

sub SELF_STATE_READ ()  {0}
sub SELF_STATE_WRITE () {1}
sub SELF_EVENT_INPUT () {2}
sub SELF_ID ()          {3}

sub _kernel { return $POE::Kernel::poe_kernel }

# ---------------------------------------------------------------------------
# Construction

sub new {
    my ($class, @param) = @_;
    my %param = (@param, @param & 1 ? undef : ());
    croak "$class needs a working Kernel" unless defined _kernel();
    my $event = delete $param{InputEvent};
    croak "$class requires an InputEvent parameter" unless defined $event;
    carp "unknown parameters in $class constructor call: ", join ', ', sort keys %param if %param;
    my $self = bless [ undef, undef, $event, POE::Wheel::allocate_wheel_id() ], __PACKAGE__;
    _begin_curses();
    $self->_begin_watching;
    return $self;
}

# Each key by itself, unseen, without a meaning to the system; function keys as numbers; and no
# waiting for any.
sub _begin_curses {
    Curses::initscr();
    Curses::start_color();
    Curses::cbreak();
    Curses::raw();
    Curses::noecho();
    Curses::nonl();
    Curses::nodelay(1);
    Curses::timeout(0);
    Curses::keypad(1);
    Curses::intrflush(0);
    Curses::meta(1);
    Curses::typeahead(-1);
    Curses::clear();
    Curses::refresh();
    return;
}

# Curses writes to the same file, and does not expect that a write may fail for the moment.
sub _begin_watching {
    my ($self) = @_;
    my $state = $self->[SELF_STATE_READ] = ref($self) . "($self->[SELF_ID]) -> select read";
    _kernel()->state($state, _reader(\$self->[SELF_EVENT_INPUT], $self->[SELF_ID]));
    _kernel()->select_read(\*STDIN, $state);
    STDIN->blocking(1);
    return;
}

# Reads until there is no key, or no wheel: a handler may have dropped it.
sub _reader {
    my ($event, $id) = @_;
    return sub {
        my $kernel = $_[ POE::Session::KERNEL() ];
        my $keys   = 0;
        while (defined $$event) {
            my $key = Curses::getch();
            return _stop_at_end($keys) if $key eq '-1';
            $keys++;
            $kernel->call($kernel->get_active_session, $$event, $key, $id);
        }
    };
}

# Input that is ready without a key, and no terminal, is at its end, and would be ready for ever.
sub _stop_at_end {
    my ($keys) = @_;
    _kernel()->select_read(\*STDIN) if !$keys && !-t STDIN;
    return;
}

sub DESTROY {
    my ($self) = @_;
    my $state = $self->[SELF_STATE_READ];
    $self->[SELF_EVENT_INPUT] = undef;
    if (defined $state && defined _kernel()) {
        _kernel()->select_read(\*STDIN);
        _kernel()->state($state);
    }
    Curses::endwin() if $Curses::COLS;
    POE::Wheel::free_wheel_id($self->[SELF_ID]);
    return;
}

1;
