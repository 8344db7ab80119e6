package POE::Wheel::ReadLine::Control;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Slots ();

our $defuns;

# Functions that end the line, change the mode, or tell something.

# ---------------------------------------------------------------------------
# The end of a line

sub rl_accept_line {
    my ($self) = @_;
    return if !$self->[SELF_READING_LINE];
    my $line = $self->[SELF_INPUT];
    $self->_end_line;
    _terminal()->restore_mode;
    _terminal()->size;
    return $self->_emit($line);
}

sub rl_abort     { return $_[0]->_end_with(cancel    => '^G') }
sub rl_interrupt { return $_[0]->_end_with(interrupt => '^C') }

# The terminal stays in raw mode: the program is about to end, or to ask again.
sub _end_with {
    my ($self, $exception, $mark) = @_;
    return if !$self->[SELF_READING_LINE];
    $self->[SELF_QUEUE] = '';
    $self->_end_line($mark);
    return $self->_emit(undef, $exception);
}

sub _end_line {
    my ($self, $mark) = @_;
    $self->_leave_input_line($mark);
    $self->_stop_reading;
    return $self->_flush_output_buffer;
}

# No more keys will come: the line ends as it is, an empty one with an exception.
sub _end_of_input {
    my ($self) = @_;
    return $self->rl_accept_line if length $self->[SELF_INPUT];
    $self->[SELF_HAS_ENDED] = 1;
    return $self->_end_with(eot => '');
}

sub rl_vi_eof_maybe {
    my ($self) = @_;
    return length $self->[SELF_INPUT] ? $self->rl_ding : $self->_end_with(eot => '^D');
}

# Says in front that the line is no command; with an argument, takes that back.
sub rl_insert_comment {
    my ($self) = @_;
    my $mark = $self->option('comment-begin');
    if ($self->[SELF_COUNT] && $self->[SELF_INPUT] =~ /\A\Q$mark\E/) {
        $self->_replace(0, length $mark, '');
    } else {
        $self->_replace(0, 0, $mark);
    }
    return $self->rl_accept_line;
}

# ---------------------------------------------------------------------------
# The screen and the bell

sub rl_ding {
    my ($self) = @_;
    $self->[SELF_RANG] = 1;
    $self->_write(_terminal()->bell($self->option('bell-style')));
    return;
}

sub rl_redraw_current_line {
    my ($self) = @_;
    $self->_repaint_input_line if $self->[SELF_READING_LINE];
    return;
}

sub rl_clear_screen {
    my ($self) = @_;
    $self->clear;
    return;
}

# ---------------------------------------------------------------------------
# Modes

sub rl_set_keymap {
    my ($self, $name) = @_;
    my $map = $self->[SELF_ALL_KEYMAPS]{ defined $name ? $name : '' } or return;
    $self->[SELF_KEYMAP]          = $map;
    $self->[SELF_INSERT_MODE]     = 1;
    $self->[SELF_OPTIONS]{keymap} = $map->{name};
    return;
}

sub rl_set_editing_mode {
    my ($self, $mode) = @_;
    my $is_vi = $mode =~ /\Avi/i;
    $self->[SELF_OPTIONS]{'editing-mode'} = $is_vi ? 'vi' : 'emacs';
    return $self->rl_set_keymap($is_vi ? 'vi-insert' : 'emacs');
}

sub rl_emacs_editing_mode { return $_[0]->rl_set_editing_mode('emacs') }

sub rl_vi_editing_mode { return $_[0]->rl_set_editing_mode('vi') }

sub rl_overwrite_mode {
    my ($self) = @_;
    $self->[SELF_INSERT_MODE] = !$self->[SELF_INSERT_MODE];
    return;
}

# A line begins ready for typing.
sub _begin_mode {
    my ($self) = @_;
    $self->rl_set_keymap('vi-insert') if $self->[SELF_KEYMAP]{name} =~ /\Avi-(?!insert)/;
    $self->rl_set_keymap('emacs')     if $self->[SELF_KEYMAP]{name} eq 'isearch';
    return;
}

# ---------------------------------------------------------------------------
# Telling

# Lines below the one that is edited, at once.
sub _tell {
    my ($self, @lines) = @_;
    $self->_leave_input_line if $self->[SELF_SHOWN];
    $self->_write("$_\r\n") for @lines;
    return $self->_show;
}

sub rl_poe_wheel_debug {
    my ($self)    = @_;
    my ($columns) = _terminal()->size;
    $self->_show;
    return $self->_tell("ID=$self->[SELF_UNIQUE_ID]"
            . " cursor_input($self->[SELF_CURSOR_INPUT])"
            . " cursor_display($self->[SELF_CURSOR_DISPLAY])"
            . " term_columns($columns)");
}

# Tells the function of the sequence that comes next.
sub rl_dump_key {
    my ($self) = @_;
    $self->_await_key(\&_dump_key_line);
    return;
}

sub _dump_key_line {
    my ($self, undef, $keys) = @_;
    my $function = $self->[SELF_KEYMAP]->function_of($keys);
    return $self->_tell(_readable_key($keys) . ': ' . (ref $function ? 'code' : $function));
}

sub rl_dump_macros {
    my ($self) = @_;
    my $macros = $self->[SELF_KEYMAP]{macros};
    return $self->_tell('# no macros defined') if !%$macros;
    return $self->_tell(
        map { sprintf '"%s": "%s"', _normalize($_), $macros->{$_} }
        sort keys %$macros
    );
}

sub rl_dump_variables {
    my ($self) = @_;
    my $options = $self->[SELF_OPTIONS];
    return $self->_tell(
        map  {"set $_ $options->{$_}"}
        grep { defined $options->{$_} } sort keys %$options
    );
}

sub rl_re_read_init_file {
    my ($self) = @_;
    $self->_read_init_file;
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Control - the end of lines, modes, and what can be told

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines methods of that class.

=head1 SEE ALSO

L<POE::Wheel::ReadLine/FUNCTIONS>

=cut
