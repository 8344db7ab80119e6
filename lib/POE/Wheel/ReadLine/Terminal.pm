package POE::Wheel::ReadLine::Terminal;

# The terminal that a program was started on. Nothing here knows about lines or editing:
# capabilities by their termcap names, raw mode, size, bytes in and bytes out.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = ('POE::Wheel::ReadLine');

use Carp  qw(croak);
use POSIX ();
use Term::Cap;
use Term::ReadKey qw(GetTerminalSize ReadKey ReadMode);

# Handles of our own, so that a program may do with its own as it likes.
open my $in, '<&', \*STDIN   or die "can't dup STDIN: $!";
open my $out, '>&', \*STDOUT or die "can't dup STDOUT: $!";
binmode $_ for $in, $out;

# One terminal, looked up when the first wheel is made.
my $terminal;

sub new {
    my ($class) = @_;
    return $terminal ||= bless { cap => _entry(), size => [ 80, 25 ] }, $class;
}

# ---------------------------------------------------------------------------
# Capabilities

sub _entry {
    my $name  = $ENV{TERM} || 'vt100';
    my $speed = _speed();
    my $cap   = eval { Term::Cap->Tgetent({ TERM => $name, OSPEED => $speed }) }
        or croak "could not find termcap entry for ``$name'': $@";
    _require($cap, qw(cl ku kd kl kr));
    croak 'POE::Wheel::ReadLine requires a termcap that supports LE or le'
        if !_can_go_left($cap) && !_can_go_left($cap = _entry_of_terminfo($name, $speed) || $cap);
    $cap->{'_@7'} = _end_key($cap->{TERMCAP});
    return $cap;
}

# Term::Cap passes over capabilities whose names are not made of letters and digits.
sub _end_key {
    my ($entry) = @_;
    my ($text)  = ($entry // '') =~ /:\s*\@7=((?:\\.|[^:\\])*)/ or return;
    return $text =~ s/\\E/\e/gr =~ s/\^(.)/chr(ord($1) & 0x1f)/ger;
}

sub _require {
    my ($cap, @names) = @_;
    return if eval { $cap->Trequire(@names); 1 };
    croak $@ =~ s/ at \S+ line \d+\.?\n\z//r;
}

sub _speed {
    my $termios = POSIX::Termios->new;
    my $known   = eval { $termios->getattr(fileno $out) };
    return $known && $termios->getospeed || eval { POSIX::B38400() } || 15;
}

sub _can_go_left {
    my ($cap) = @_;
    return defined $cap->{_LE} || defined $cap->{_le};
}

# A system's termcap file may be older or poorer than its terminfo.
sub _entry_of_terminfo {
    my ($name, $speed) = @_;
    return if $name !~ /\A[\w.+-]+\z/;
    local $ENV{TERMCAP} = join '', map {s/\A\s+|\\?\n\z//gr} grep { !/^#/ } `infocmp -C $name 2>&1`;
    return scalar eval { Term::Cap->Tgetent({ TERM => $name, OSPEED => $speed }) };
}

# The string of a capability, or undef.
sub string {
    my ($self, $name) = @_;
    return defined $self->{cap}{"_$name"} ? $self->{cap}->Tputs($name, 1) : undef;
}

sub has {
    my ($self, $name) = @_;
    return defined $self->{cap}{"_$name"};
}

# ---------------------------------------------------------------------------
# Movements and the like, as strings

# The movement by $count, by the capability that takes a number or else the one that is repeated.
sub _times {
    my ($self, $counted, $single, $count) = @_;
    return ''                                           if $count <= 0;
    return $self->{cap}->Tgoto($counted, undef, $count) if $count > 1 && $self->has($counted);
    return $self->string($single) x $count              if $self->has($single);
    return $self->{cap}->Tgoto($counted, undef, $count);
}

sub left  { return $_[0]->_times('LE', 'le', $_[1]) }
sub right { return $_[0]->_times('RI', 'nd', $_[1]) }
sub up    { return $_[0]->_times('UP', 'up', $_[1]) }
sub down  { return "\n" x ($_[1] > 0 ? $_[1] : 0) }

# Whether a text that takes several lines can be worked on.
sub goes_up {
    my ($self) = @_;
    return ($self->has('up') || $self->has('UP')) && ($self->has('nd') || $self->has('RI'));
}

sub wraps_by_itself { return $_[0]->has('am') }

sub erase_line_end { return $_[0]->string('ce') }

sub erase_screen { return $_[0]->string('cl') }

# The sound or the sight that a bell-style of readline(3) asks for.
sub bell {
    my ($self, $style) = @_;
    return '' if $style eq 'none';
    my $seen = $style eq 'visible' ? $self->string('vb') : undef;
    return $seen // $self->string('bl') // "\a";
}

# ---------------------------------------------------------------------------
# Modes, size, bytes

sub begin_keys {
    my ($self) = @_;
    $self->{owner} = $$;
    ReadMode('ultra-raw', $in) if -t $in;
    $self->write($self->string('ks') // '');
    return;
}

sub restore_mode {
    my ($self) = @_;
    ReadMode('restore', $in) if -t $in;
    return;
}

sub end_keys {
    my ($self) = @_;
    delete $self->{owner};
    $self->write($self->string('ke') // '');
    $self->restore_mode;
    return;
}

# A program that exits or dies in the middle of a line leaves the terminal as it was; a process that
# it has forked does not touch it.
END { $terminal->end_keys if $terminal && ($terminal->{owner} || 0) == $$ }

# Columns and lines. One that cannot tell its size is of the usual one.
sub size {
    my ($self) = @_;
    local $SIG{__WARN__} = sub { };
    my ($columns, $rows) = -t $out ? eval { GetTerminalSize($out) } : @ENV{qw(COLUMNS LINES)};
    $self->{size} = [ $columns || 80, $rows || 25 ];
    return @{ $self->{size} };
}

sub columns { return $_[0]{size}[0] }

sub handle { return $in }

# Text goes out as bytes, characters beyond them in UTF-8. Input and output may be one file, which
# the kernel made non-blocking for the sake of input: a slow terminal is waited for.
sub write {    ## no critic (a method)
    my ($self, $text) = @_;
    utf8::encode($text) if !utf8::downgrade($text, 1);
    while (length $text) {
        my $sent = syswrite $out, $text;
        return if !defined $sent && !_comes_round();
        substr $text, 0, $sent || 0, '';
    }
    return;
}

sub _comes_round {
    return 1 if $!{EINTR};
    return 0 if !$!{EAGAIN} && !$!{EWOULDBLOCK};
    vec(my $ready = '', fileno $out, 1) = 1;
    return defined select undef, $ready, undef, undef;
}

# All keys that are there: '' for none yet, undef when there will never be any. Whoever shares the
# file may have made it blocking again.
sub read {    ## no critic (a method)
    vec(my $ready = '', fileno $in, 1) = 1;
    return '' if !select $ready, undef, undef, 0;
    my $got = sysread $in, my $keys, 4096;
    return $keys if $got;
    return !defined $got && ($!{EAGAIN} || $!{EWOULDBLOCK} || $!{EINTR}) ? '' : undef;
}

# What the program has read ahead through STDIN, which is so if that is no terminal.
my $is_drained;

sub read_ahead {
    my $keys = '';
    return $keys if $is_drained++ || -t $in;
    while (defined(my $key = ReadKey(-1))) { $keys .= $key }
    return $keys;
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Terminal - the terminal of a ReadLine wheel

=head1 SYNOPSIS

    my $terminal = POE::Wheel::ReadLine::Terminal->new;
    my ($columns, $rows) = $terminal->size;
    $terminal->begin_keys;
    $terminal->write('Press a key. ');
    my $keys = $terminal->read;
    $terminal->end_keys;

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> uses this module to reach the terminal that the program was started on. It
reads and writes copies of the handles C<STDIN> and C<STDOUT> made when the module is loaded.

=head1 METHODS

=head2 begin_keys()

Has keys delivered one by one, unseen and without a meaning to the system, and puts the terminal's
keypad in the mode that the termcap entry describes.

=head2 bell($style)

Returns what rings the bell in one of the styles C<audible>, C<visible> and C<none>.

=head2 columns()

Returns the width that C<size> found last.

=head2 down($count), left($count), right($count), up($count)

Return what moves the cursor so many columns or lines.

=head2 end_keys()

Undoes C<begin_keys>.

=head2 erase_line_end(), erase_screen()

Return what erases the rest of the line, or everything. The first is undef for a terminal that
cannot do it.

=head2 goes_up()

True if the cursor can be moved between lines.

=head2 handle()

Returns the handle to watch for input.

=head2 has($capability)

True if the termcap entry has that two-letter capability.

=head2 new()

Returns the one terminal. The first call looks C<TERM> up, and dies with

    could not find termcap entry for ``NAME'': REASON
    Terminal does not support: (CAPABILITIES)
    POE::Wheel::ReadLine requires a termcap that supports LE or le

if there is no such entry or it is too poor.

=head2 read()

Returns all bytes that have been typed; an empty string if there are none yet; undef at the end of
the input.

=head2 read_ahead()

Returns what the program has read ahead from a C<STDIN> that is no terminal, once.

=head2 restore_mode()

Puts the terminal in the mode that it was in before C<begin_keys>.

=head2 size()

Asks for the terminal's size and returns its columns and lines; 80 and 25 if there is no telling.
If the output is not a terminal, the environment's C<COLUMNS> and C<LINES> count.

=head2 string($capability)

Returns the termcap entry's string of that name, or undef.

=head2 wraps_by_itself()

True if text that is longer than a line goes on in the next one.

=head2 write($text)

Writes the text, with characters beyond bytes in UTF-8.

=head1 SEE ALSO

L<POE::Wheel::ReadLine>, L<Term::Cap>, L<Term::ReadKey>

=cut
