package POE::Wheel::ReadLine::Display;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Slots    ();
use POE::Wheel::ReadLine::Terminal ();

# How the line is shown. The wheel remembers what the terminal shows and where its cursor is
# (SELF_SHOWN), and sends what makes the difference. Places are counted in columns from the
# beginning of the prompt, across lines that the terminal wrapped.

sub _terminal { return POE::Wheel::ReadLine::Terminal->new }

# ---------------------------------------------------------------------------
# How text looks

my %looks = (map { (chr, '^' . lc chr $_ + 64) } 0 .. 31);
$looks{"\x7f"} = '^?';
$looks{ chr $_ } = '^[' . lc($looks{ chr $_ - 128 } // chr $_ - 128) for 128 .. 255;

sub _looks_wide {
    my ($character) = @_;
    utf8::encode($character);
    return join '', map { $looks{$_} } split //, $character;
}

sub _normalize {
    my ($text) = @_;
    $text =~ s/([^ -~])/$looks{$1} \/\/ _looks_wide($1)/ge;
    return $text;
}

sub _display_width { return length _normalize($_[0]) }

# A key or several, by their names.
sub _readable_key {
    my ($keys) = @_;
    return join '', map { _key_name($_) } split //, $keys;
}

sub _key_name {
    my ($key) = @_;
    my $code = ord $key;
    return 'Meta-'                              if $key eq "\e";
    return 'Control-' . chr $code + 64          if $code < 32;
    return '^?'                                 if $code == 127;
    return 'Meta-' . _key_name(chr $code - 128) if $code > 127 && $code < 256;
    return $key;
}

# Parts of a prompt between \[ and \] take no room.
sub _printed { return $_[0] =~ s/\\\[(.*?)\\\]/$1/sgr }

sub _vislength { return length $_[0] =~ s/\\\[.*?\\\]//sgr }

# ---------------------------------------------------------------------------
# Showing the difference

# For functions that change the line: shown at once, or with the rest when the function ends.
sub _refresh {
    my ($self) = @_;
    $self->_show if !$self->[SELF_HELD];
    return;
}

sub _show {
    my ($self) = @_;
    return if !$self->[SELF_READING_LINE];
    my $shown = $self->[SELF_SHOWN];
    return $self->_repaint_input_line
        if !$shown || $shown->{prompt} ne $self->[SELF_PROMPT];
    $self->_show_text($shown, _normalize($self->[SELF_INPUT]));
    $self->_show_cursor;
    return;
}

sub _show_text {
    my ($self, $shown, $text) = @_;
    my $before = $shown->{text};
    return if $text eq $before;
    my $same = _same_length($text, $before);
    $self->_go_to($shown->{width} + $same);
    $shown->{text} = $text;
    $self->_print(substr $text, $same);
    $self->_erase(length($before) - length $text);
    return;
}

# How many characters at the front are the same, found by halves: most texts are nearly the same.
sub _same_length {
    my ($one, $other)   = @_;
    my ($same, $length) = (0, length $one < length $other ? length $one : length $other);
    return $length if substr($one, 0, $length) eq substr $other, 0, $length;
    while ($length - $same > 1) {
        my $half = int(($same + $length) / 2);
        my $part = $half - $same;
        if   (substr($one, $same, $part) eq substr $other, $same, $part) { $same   = $half }
        else                                                             { $length = $half }
    }
    return $same;
}

sub _show_cursor {
    my ($self) = @_;
    my $before = substr $self->[SELF_INPUT], 0, $self->[SELF_CURSOR_INPUT];
    $self->_go_to($self->[SELF_SHOWN]{width} + _display_width($before));
    return;
}

# Prompt and line from the beginning, in place of what is shown of them.
sub _repaint_input_line {
    my ($self) = @_;
    $self->_wipe_input_line;
    my $prompt = $self->[SELF_PROMPT];
    my ($above, $last) = $prompt =~ /\A(.*\n)?(.*)\z/s;
    $self->_write(_printed($above) =~ s/\r?\n/\r\n/gr) if defined $above;
    my $shown = $self->[SELF_SHOWN] = {
        prompt => $prompt,
        width  => _vislength($last),
        text   => _normalize($self->[SELF_INPUT]),
        cursor => 0,
    };
    $self->_print(_printed($last), $shown->{width});
    $self->_print($shown->{text});
    $self->_show_cursor;
    return;
}

# Takes prompt and line off the terminal. What comes next is written in their place.
sub _wipe_input_line {
    my ($self) = @_;
    my $shown = $self->[SELF_SHOWN] or return;
    $self->_go_to(0);
    $self->_erase($shown->{width} + length $shown->{text});
    $self->_go_to(0);
    $self->[SELF_SHOWN] = undef;
    return;
}

# The line stays on the terminal; what comes next is written below. One that fills its last row has
# brought the cursor there already.
sub _leave_input_line {
    my ($self, $mark) = @_;
    $mark = '' if !defined $mark;
    $self->_show;
    my $fills_row = $self->_go_to_end && $mark eq '';
    $self->_write($fills_row ? '' : "$mark\r\n");
    $self->[SELF_SHOWN] = undef;
    return;
}

# True if the end is at the beginning of a row that the line has spilt over to.
sub _go_to_end {
    my ($self) = @_;
    my $shown  = $self->[SELF_SHOWN] or return 0;
    my $end    = $shown->{width} + length $shown->{text};
    $self->_go_to($end);
    my ($y, $x) = $self->_place($end);
    return $y > 0 && $x == 0;
}

# ---------------------------------------------------------------------------
# The cursor

# Columns of a line, or 0 if lines that wrap cannot be worked on: then the text is taken for one
# line.
sub _width_of_lines {
    my ($self) = @_;
    my $terminal = _terminal();
    return $terminal->goes_up ? $terminal->columns : 0;
}

sub _place {
    my ($self, $column) = @_;
    my $width = $self->_width_of_lines or return (0, $column);
    return (int($column / $width), $column % $width);
}

sub _cursor_is_at {
    my ($self, $column) = @_;
    $self->[SELF_SHOWN]{cursor} = $column;
    $self->[SELF_CURSOR_DISPLAY] = $column - $self->[SELF_SHOWN]{width};
    return;
}

sub _go_to {
    my ($self, $column) = @_;
    my $from = $self->[SELF_SHOWN]{cursor};
    return if $from == $column;
    my ($y, $x)       = $self->_place($from);
    my ($to_y, $to_x) = $self->_place($column);
    my $terminal   = _terminal();
    my $vertically = $terminal->up($y - $to_y) . $terminal->down($to_y - $y);
    my $horizontally
        = $to_x <= $x ? $terminal->left($x - $to_x) : $self->_rightwards($column, $to_x - $x);
    $self->_write($vertically . $horizontally);
    return $self->_cursor_is_at($column);
}

# Text that is there already moves the cursor on every terminal.
sub _rightwards {
    my ($self, $column, $count) = @_;
    my $shown = $self->[SELF_SHOWN];
    my $from  = $column - $count - $shown->{width};
    return _terminal()->right($count) if $from < 0 || $from + $count > length $shown->{text};
    return substr $shown->{text}, $from, $count;
}

# Prints at the cursor. One that is left hanging at the right margin is brought to the next line.
sub _print {
    my ($self, $text, $width) = @_;
    my $is_plain = !defined $width;
    $width = length $text if $is_plain;
    return if !$width;
    my $column  = $self->[SELF_SHOWN]{cursor};
    my $columns = $self->_width_of_lines;
    my $is_full = $columns && ($column + $width) % $columns == 0;
    if (!$columns || _terminal()->wraps_by_itself) { $text .= " \r" if $is_full }
    else { $text = $is_plain ? _in_rows($text, $column % $columns, $columns) : $text }
    $self->_write($text);
    return $self->_cursor_is_at($column + $width);
}

# For terminals that do not wrap.
sub _in_rows {
    my ($text, $from, $columns) = @_;
    my @rows = substr $text, 0, $columns - $from, '';
    push @rows, substr $text, 0, $columns, '' while length $text;
    push @rows, '' if $from * (@rows == 1) + length $rows[-1] == $columns;
    return join "\r\n", @rows;
}

# Blanks so many columns after the cursor.
sub _erase {
    my ($self, $count) = @_;
    return if $count <= 0;
    my $end_of_line = _terminal()->erase_line_end;
    return $self->_print(' ' x $count) if !defined $end_of_line;
    my $column = $self->[SELF_SHOWN]{cursor};
    my ($y)    = $self->_place($column);
    my ($last) = $self->_place($column + $count - 1);
    $self->_write($end_of_line . "\n\r$end_of_line" x ($last - $y));
    return $last > $y ? $self->_cursor_is_at($last * $self->_width_of_lines) : ();
}

# For functions of programs.
sub _curs_left    { return _terminal()->write(_terminal()->left($_[0])) }
sub _clear_to_end { return _terminal()->write(_terminal()->erase_line_end // '') }

sub _write {
    my ($self, $text) = @_;
    _terminal()->write($text) if length $text;
    return;
}

# Lines between what is on the terminal and the line that is edited.
sub _write_lines {
    my ($self, @lines) = @_;
    return if !@lines;
    $self->_wipe_input_line;
    $self->_write($_) for map { s/(?<!\r)\n/\r\n/gr . "\r\n" } @lines;
    $self->_show;
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Display - how a ReadLine wheel shows the line

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines private methods of that class. Functions
that change the line do not draw: they change it, and what the terminal shows is compared with what
it should show when they are through. A line that is longer than the terminal is wide is worked on
in place if the termcap entry tells how to move the cursor up (C<up>) and to the right (C<nd>).

=head1 SEE ALSO

L<POE::Wheel::ReadLine>, L<POE::Wheel::ReadLine::Terminal>

=cut
