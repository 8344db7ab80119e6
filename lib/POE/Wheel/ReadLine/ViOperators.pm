package POE::Wheel::ReadLine::ViOperators;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Slots ();

# vi's d, c and y: what they do it to is said by the movement that follows. The keymap
# vi-specification has these; when one of them has moved the cursor, the operator has its range.

sub rl_vi_delete_to { return $_[0]->_begin_operator('delete', $_[2]) }
sub rl_vi_change_to { return $_[0]->_begin_operator('change', $_[2]) }
sub rl_vi_yank_to   { return $_[0]->_begin_operator('yank', $_[2]) }

# Capital ones take the rest of the line.
sub _begin_operator {
    my ($self, $do, $key) = @_;
    $self->[SELF_OPERATOR] = {
        do    => $do,
        key   => lc $key,
        at    => $self->[SELF_CURSOR_INPUT],
        from  => $self->[SELF_CURSOR_INPUT],
        count => $self->[SELF_COUNT] || undef,
        new   => 1,
    };
    $self->[SELF_SEARCH_MAP] = $self->[SELF_KEYMAP];
    $self->[SELF_KEYMAP]     = $self->[SELF_ALL_KEYMAPS]{'vi-specification'};
    return $key =~ /\A[A-Z]\z/ ? $self->rl_vi_spec_end_of_line : ();
}

# ---------------------------------------------------------------------------
# Movements that there are only for operators

sub _specify {
    my ($self, $from, $to) = @_;
    my $operator = $self->[SELF_OPERATOR] or return $self->rl_ding;
    @$operator{qw(from new said)} = ($from, 0, 1);
    $self->[SELF_CURSOR_INPUT] = $to;
    return;
}

sub rl_vi_spec_end_of_line {
    my ($self) = @_;
    return $self->_specify($self->[SELF_CURSOR_INPUT], length $self->[SELF_INPUT]);
}

sub rl_vi_spec_beginning_of_line {
    my ($self) = @_;
    return $self->_specify($self->[SELF_CURSOR_INPUT], 0);
}

sub rl_vi_spec_first_print {
    my ($self) = @_;
    $self->[SELF_INPUT] =~ /\A\s*/;
    return $self->_specify($self->[SELF_CURSOR_INPUT], $+[0]);
}

# The operator's own key once more: the whole line.
sub rl_vi_spec_line {
    my ($self, undef, $key) = @_;
    my $operator = $self->[SELF_OPERATOR];
    return $self->rl_ding if !$operator || $key ne $operator->{key};
    $operator->{whole_line} = 1;
    return $self->_specify(0, length $self->[SELF_INPUT]);
}

# Changing a word leaves the blanks behind it.
sub rl_vi_spec_word {
    my ($self, $looks, $key) = @_;
    my $operator = $self->[SELF_OPERATOR] or return $self->rl_ding;
    my ($line, $cursor) = $self->_around;
    my $count = $self->_count;
    while ($count-- > 0 && !$self->[SELF_RANG]) { $self->rl_vi_next_word($looks, $key) }
    return if $operator->{do} ne 'change' || substr($line, $cursor) !~ /\A\S/;
    my $range = substr $line, $cursor, $self->[SELF_CURSOR_INPUT] - $cursor;
    return $self->_move_to(
        $range =~ /(?<!\s)\s++\z/ ? $cursor + $-[0] : $self->[SELF_CURSOR_INPUT]);
}

sub rl_vi_spec_mark { return $_[0]->rl_vi_goto_mark }

sub rl_vi_spec_forward_char {
    my ($self, $looks, $key) = @_;
    return $self->rl_vi_char_search($looks, defined $key ? $key : 't');
}

# Any other key: nothing is done.
sub rl_vi_end_spec { return $_[0]->rl_ding }

# ---------------------------------------------------------------------------
# Doing it

# Movements to a character, not to the place before it.
my %takes_last = map { $_ => 1 } qw(vi-end-word vi-match);

sub _finish_operator {
    my ($self, $name) = @_;
    my $operator = $self->[SELF_OPERATOR];
    return if delete $operator->{new} && !$self->[SELF_RANG];
    @$self[ SELF_OPERATOR, SELF_KEYMAP, SELF_SEARCH_MAP ]
        = (undef, $self->[SELF_SEARCH_MAP], undef);
    my ($from, $to) = ($operator->{from}, $self->[SELF_CURSOR_INPUT]);
    return $self->_move_to($from) if $from == $to && !$operator->{said};
    my $takes_last = $takes_last{$name} || $operator->{takes_last};
    ($from, $to) = ($to, $from) if $from > $to;
    $to++ if $takes_last && $to < length $self->[SELF_INPUT];
    return $self->_operate($operator, $from, $to);
}

sub _operate {
    my ($self, $operator, $from, $to) = @_;
    my $do = $operator->{do};
    return $self->_yank_to($operator, $from, $to) if $do eq 'yank';
    $self->_kill($from, $to)                      if $from < $to;
    $self->_move_to($from)                        if $from >= $to;
    $self->rl_vi_insertion_mode                   if $do eq 'change';
    return;
}

# Nothing moves when a whole line is yanked.
sub _yank_to {
    my ($self, $operator, $from, $to) = @_;
    $self->_keep(substr $self->[SELF_INPUT], $from, $to - $from) if $from < $to;
    return $self->_move_to($from)                                if !$operator->{whole_line};
    return $self->_move_to($operator->{at});
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::ViOperators - vi's d, c and y

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines methods of that class.

=head1 SEE ALSO

L<POE::Wheel::ReadLine/FUNCTIONS>

=cut
