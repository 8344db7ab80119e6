package POE::Wheel::ReadLine::Vi;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Slots ();

# vi's command mode. Its operators are in ViOperators.

# ---------------------------------------------------------------------------
# The cursor, the modes, numeric arguments

sub _keep_cursor_on_text {
    my ($self) = @_;
    my $last = $self->_last_place;
    $self->[SELF_CURSOR_INPUT] = $last if $self->[SELF_CURSOR_INPUT] > $last;
    return;
}

sub rl_vi_movement_mode {
    my ($self) = @_;
    $self->rl_set_keymap('vi-command');
    $self->[SELF_INSERTION] = undef;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    return $cursor > 0 ? $self->_move_to($cursor - 1) : ();
}

# What is typed now is undone together with the command that began it.
sub rl_vi_insertion_mode {
    my ($self) = @_;
    $self->[SELF_INSERTION] = $self->[SELF_GROUP];
    return $self->rl_set_keymap('vi-insert');
}

sub rl_vi_append_mode {
    my ($self) = @_;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    $self->[SELF_CURSOR_INPUT]++ if $cursor < length $self->[SELF_INPUT];
    $self->_refresh;
    return $self->rl_vi_insertion_mode;
}

sub rl_vi_append_eol {
    my ($self) = @_;
    $self->_move_to(length $self->[SELF_INPUT]);
    return $self->rl_vi_insertion_mode;
}

sub rl_vi_insert_beg {
    my ($self) = @_;
    $self->_move_to(0);
    return $self->rl_vi_insertion_mode;
}

sub rl_vi_replace {
    my ($self) = @_;
    $self->rl_vi_insertion_mode;
    $self->[SELF_INSERT_MODE] = 0;
    return;
}

# A 0 that no other digit is before of is a movement.
sub rl_vi_arg_digit {
    my ($self, undef, $key) = @_;
    return $self->rl_beginning_of_line if $key eq '0' && !defined $self->[SELF_ARGUMENT];
    return $self->rl_digit_argument($key, $key);
}

# ---------------------------------------------------------------------------
# Words: runs of letters, digits and underscores, and runs of other marks; for capital commands,
# whatever has no blanks in it

sub _word_pattern {
    my ($key) = @_;
    return defined $key && $key =~ /\A[A-Z]\z/ ? qr/\S+/ : qr/\w+|[^\w\s]+/;
}

# Where words begin, as offsets.
sub _word_places {
    my ($self, $key) = @_;
    my $pattern = _word_pattern($key);
    my @places;
    push @places, [ $-[0], $+[0] ] while $self->[SELF_INPUT] =~ /$pattern/g;
    return @places;
}

sub rl_vi_next_word {
    my ($self, undef, $key) = @_;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    my ($next) = grep { $_->[0] > $cursor } $self->_word_places($key);
    return $self->_move_to($next->[0]) if $next;
    my $last = $self->_last_place;
    return $cursor < $last ? $self->_move_to($last) : $self->rl_ding;
}

sub rl_vi_prev_word {
    my ($self, undef, $key) = @_;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    my @before = grep { $_->[0] < $cursor } $self->_word_places($key);
    return @before ? $self->_move_to($before[-1][0]) : $self->rl_ding;
}

sub rl_vi_end_word {
    my ($self, undef, $key) = @_;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    my ($next) = grep { $_->[1] - 1 > $cursor } $self->_word_places($key);
    return $next ? $self->_move_to($next->[1] - 1) : $self->rl_ding;
}

# ---------------------------------------------------------------------------
# Other movements

sub rl_vi_first_print {
    my ($self) = @_;
    $self->[SELF_INPUT] =~ /\A\s*/;
    return $self->_move_to($+[0] < $self->_last_place ? $+[0] : $self->_last_place);
}

sub rl_vi_column {
    my ($self) = @_;
    my ($column, $last) = ($self->_count - 1, $self->_last_place);
    return $self->_move_to($column < $last ? $column : $last);
}

my %partner = ('(' => ')', '[' => ']', '{' => '}');
%partner = (%partner, reverse %partner);

# From the first bracket at or after the cursor to the one that belongs to it.
sub rl_vi_match {
    my ($self) = @_;
    my ($line, $cursor, undef, $after) = $self->_around;
    return $self->rl_ding if $after !~ /([][(){}])/;
    my $place = _matching($line, $cursor + $-[1]);
    return defined $place ? $self->_move_to($place) : $self->rl_ding;
}

sub _matching {
    my ($line, $place) = @_;
    my $bracket = substr $line, $place, 1;
    my $step    = $bracket =~ /[[({]/ ? 1 : -1;
    my $depth   = 0;
    for (; $place >= 0 && $place < length $line; $place += $step) {
        my $here = substr $line, $place, 1;
        $depth++      if $here eq $bracket;
        $depth--      if $here eq $partner{$bracket};
        return $place if !$depth;
    }
    return;
}

# f and t look forward, F and T back; t and T stop before the character. A semicolon does the last
# one again, a comma in the other direction.
sub rl_vi_char_search {
    my ($self, undef, $key) = @_;
    my $count = $self->_count;
    if ($key =~ /[;,]/) {
        my ($how, $character) = @{ $self->[SELF_FOUND] || [] } or return $self->rl_ding;
        $how =~ tr/fFtT/FfTt/ if $key eq ',';
        return $self->_find_character($how, $character, $count, 1);
    }
    $self->_await_key(sub {
        my ($wheel, undef, $character) = @_;
        return $wheel->rl_ding if $character =~ /\A\e/;
        $wheel->[SELF_FOUND] = [ $key, $character ];
        return $wheel->_find_character($key, $character, $count);
    });
    return;
}

# The operator that this is the motion of wants to know which way it went.
sub _find_character {
    my ($self, $how, $character, $count, $again) = @_;
    my $direction  = $how =~ /[ft]/ ? 1          : -1;
    my $short      = $how =~ /[tT]/ ? $direction : 0;
    my $next       = $self->[SELF_CURSOR_INPUT] + $direction;
    my $is_on_line = $next >= 0 && $next < length $self->[SELF_INPUT];
    $count++
        if $again && $short && $is_on_line && substr($self->[SELF_INPUT], $next, 1) eq $character;
    my $place = $self->_place_of_character($character, $direction, $count);
    return $self->rl_ding                               if !defined $place;
    $self->[SELF_OPERATOR]{takes_last} = $direction > 0 if $self->[SELF_OPERATOR];
    return $self->_move_to($place - $short);
}

# ---------------------------------------------------------------------------
# Marks

sub rl_vi_set_mark {
    my ($self) = @_;
    $self->_await_key(sub {
        my ($wheel, undef, $letter) = @_;
        return $wheel->rl_ding if $letter !~ /\A[a-z]\z/;
        $wheel->[SELF_MARKLIST]{$letter} = $wheel->[SELF_CURSOR_INPUT];
        return;
    });
    return;
}

sub rl_vi_goto_mark {
    my ($self) = @_;
    $self->_await_key(sub {
        my ($wheel, undef, $letter) = @_;
        my ($place, $last) = ($wheel->[SELF_MARKLIST]{$letter}, $wheel->_last_place);
        return $wheel->rl_ding if !defined $place;
        return $wheel->_move_to($place < $last ? $place : $last);
    });
    return;
}

# ---------------------------------------------------------------------------
# Changes

# COUNT characters from the cursor on, or as many as there are.
sub _characters {
    my ($self) = @_;
    my ($line, $cursor) = $self->_around;
    my $to = $cursor + $self->_count;
    return ($cursor, $to < length $line ? $to : length $line);
}

sub rl_vi_delete {
    my ($self) = @_;
    return $self->_kill($self->_characters);
}

sub rl_vi_subst {
    my ($self, undef, $key) = @_;
    my ($from, $to) = $key eq 'S' ? (0, length $self->[SELF_INPUT]) : $self->_characters;
    $self->_kill($from, $to) if $from < $to;
    return $self->rl_vi_insertion_mode;
}

sub rl_vi_change_char {
    my ($self) = @_;
    my ($from, $to) = $self->_characters;
    return $self->rl_ding if $to - $from < $self->_count;
    $self->_await_key(sub {
        my ($wheel, undef, $character) = @_;
        return $wheel->rl_ding if $character =~ /\A\e/;
        $wheel->_replace($from, $to, $character x ($to - $from));
        return $wheel->_move_to($to - 1);
    });
    return;
}

sub rl_vi_change_case {
    my ($self) = @_;
    my ($line, $cursor) = $self->_around;
    return $self->rl_ding if $cursor >= length $line;
    my $character = substr $line, $cursor, 1;
    return $self->_replace(
        $cursor, $cursor + 1,
        $character eq uc $character ? lc $character : uc $character
    );
}

# p behind the cursor, P before it; the cursor stays on the last character.
sub rl_vi_put {
    my ($self, undef, $key) = @_;
    my $text = $self->[SELF_KILL_RING][0];
    return $self->rl_ding if !defined $text;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    $self->[SELF_CURSOR_INPUT]++ if $key ne 'P' && $cursor < length $self->[SELF_INPUT];
    $self->_insert($self->_copies($text));
    return $self->_move_to($self->[SELF_CURSOR_INPUT] - 1);
}

# The last word of the line before, or word number COUNT from 1; then typing goes on.
sub rl_vi_yank_arg {
    my ($self) = @_;
    my @words  = $self->_words_of_line(1);
    my $number = $self->[SELF_COUNT] ? $self->[SELF_COUNT] - 1 : $#words;
    return $self->rl_ding if $number < 0 || $number > $#words;
    $self->rl_vi_append_mode;
    return $self->_insert($words[$number]);
}

sub rl_vi_tilde_expand {
    my ($self) = @_;
    $self->rl_tilde_expand;
    return $self->[SELF_RANG] ? () : $self->rl_vi_append_mode;
}

# = lists the completions of the word under the cursor, * inserts them all, \ as many as are
# certain.
sub rl_vi_complete {
    my ($self, undef, $key) = @_;
    $key = '\\' if !defined $key;
    my (undef, $cursor, undef, $after) = $self->_around;
    $after =~ /\A\S*/;
    $self->_move_to($cursor + $+[0]);
    return $self->_list_and_return_to($cursor) if $key eq '=';
    $key eq '*' ? $self->rl_insert_completions : $self->rl_complete;
    return $self->rl_vi_insertion_mode;
}

sub _list_and_return_to {
    my ($self, $cursor) = @_;
    $self->rl_possible_completions;
    return $self->_move_to($cursor);
}

sub rl_vi_undo { return $_[0]->rl_undo }

# ---------------------------------------------------------------------------
# The same again: the keys of the last command that changed the line are looked at once more

sub _begin_record {
    my ($self) = @_;
    return if $self->[SELF_OPERATOR] || defined $self->[SELF_ARGUMENT];
    return if $self->[SELF_KEYMAP]{name} ne 'vi-command';
    $self->[SELF_RECORD] = { keys => '', line => $self->[SELF_INPUT] };
    return;
}

sub _record {
    my ($self, $keys) = @_;
    $self->[SELF_RECORD]{keys} .= $keys if $self->[SELF_RECORD];
    return;
}

# What a macro stands for is recorded instead of the keys that called it.
sub _record_without {
    my ($self, $keys) = @_;
    substr $self->[SELF_RECORD]{keys}, -length $keys, length $keys, '' if $self->[SELF_RECORD];
    return;
}

sub _end_record {
    my ($self) = @_;
    my $record = $self->[SELF_RECORD] or return;
    $self->[SELF_RECORD] = undef;
    $self->[SELF_CHANGE] = $record->{keys} if $self->[SELF_INPUT] ne $record->{line};
    return;
}

sub rl_vi_redo {
    my ($self) = @_;
    my $keys = $self->[SELF_CHANGE];
    return $self->rl_ding                              if !defined $keys;
    $keys =~ s/\A(?:[1-9][0-9]*)?/$self->[SELF_COUNT]/ if $self->[SELF_COUNT];
    $self->[SELF_RECORD] = undef;
    return $self->_feed($keys);
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Vi - vi's command mode

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines methods of that class.

=head1 SEE ALSO

L<POE::Wheel::ReadLine/FUNCTIONS>

=cut
