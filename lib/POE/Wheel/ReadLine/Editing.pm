package POE::Wheel::ReadLine::Editing;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Slots ();

# Moving, inserting, deleting, changing. All changes of the line go through _replace.

# ---------------------------------------------------------------------------
# What the functions are made of

# Puts a text in the place of another; the cursor goes behind it.
sub _replace {
    my ($self, $from, $to, $text) = @_;
    substr $self->[SELF_INPUT], $from, $to - $from, $text;
    return $self->_move_to($from + length $text);
}

sub _move_to {
    my ($self, $to) = @_;
    $self->[SELF_CURSOR_INPUT] = $to;
    $self->_refresh;
    return;
}

sub _insert {
    my ($self, $text) = @_;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    return $self->_replace($cursor, $cursor, $text);
}

# Part of the line, out. For programs' functions.
sub _delete_chars {
    my ($self, $from, $count) = @_;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    $self->_replace($from, $from + $count, '');
    my $behind = $from + $count;
    return $self->_move_to(
        $cursor <= $from ? $cursor : $cursor < $behind ? $from : $cursor - $count);
}

# Where the cursor may go: vi's command mode keeps it on a character.
sub _last_place {
    my ($self) = @_;
    my $length = length $self->[SELF_INPUT];
    return $length && $self->[SELF_KEYMAP]{name} eq 'vi-command' ? $length - 1 : $length;
}

# Line, cursor, and the parts before and after it.
sub _around {
    my ($self) = @_;
    my ($line, $cursor) = @$self[ SELF_INPUT, SELF_CURSOR_INPUT ];
    return ($line, $cursor, substr($line, 0, $cursor), substr($line, $cursor));
}

# ---------------------------------------------------------------------------
# Moving

sub rl_beginning_of_line { return $_[0]->_move_to(0) }

sub rl_end_of_line { return $_[0]->_move_to($_[0]->_last_place) }

sub rl_backward_char {
    my ($self) = @_;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    return $cursor > 0 ? $self->_move_to($cursor - 1) : $self->rl_ding;
}

sub rl_forward_char {
    my ($self) = @_;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    return $cursor < $self->_last_place ? $self->_move_to($cursor + 1) : $self->rl_ding;
}

sub rl_forward_word {
    my ($self) = @_;
    my (undef, $cursor, undef, $after) = $self->_around;
    return $self->rl_ding if $after !~ /\A\W*\w+/;
    return $self->_move_to($cursor + $+[0]);
}

sub rl_backward_word {
    my ($self) = @_;
    my (undef, undef, $before) = $self->_around;
    return $self->rl_ding if $before !~ /(?<!\w)\w++\W*+\z/;
    return $self->_move_to($-[0]);
}

# ---------------------------------------------------------------------------
# Inserting

sub rl_self_insert {
    my ($self, $looks, $keys) = @_;
    my $text = $self->_copies(defined $keys ? $keys : $looks);
    return $self->_insert($text) if $self->[SELF_INSERT_MODE];
    my ($line, $cursor) = $self->_around;
    my $to = $cursor + length $text;
    return $self->_replace($cursor, $to < length $line ? $to : length $line, $text);
}

# The next key goes into the line, whatever it means.
sub rl_quoted_insert {
    my ($self) = @_;
    my $count = $self->_count;
    $self->_await_key(sub { $_[0]->_insert($_[0]->_copies($_[2], $count)) });
    return;
}

sub rl_tab_insert { return $_[0]->_insert("\t") }

# ---------------------------------------------------------------------------
# Deleting

# On an empty line, the end of input.
sub rl_delete_char {
    my ($self) = @_;
    my ($line, $cursor) = $self->_around;
    return $self->_end_with(eot => '^D') if $line eq '';
    return $self->rl_ding                if $cursor >= length $line;
    return $self->_replace($cursor, $cursor + 1, '');
}

sub rl_backward_delete_char {
    my ($self) = @_;
    my $cursor = $self->[SELF_CURSOR_INPUT];
    return $self->rl_ding if $cursor == 0;
    return $self->_replace($cursor - 1, $cursor, '');
}

sub rl_delete_horizontal_space {
    my ($self) = @_;
    my (undef, $cursor, $before, $after) = $self->_around;
    my ($left)  = $before =~ /(?<![ \t])([ \t]*+)\z/;
    my ($right) = $after  =~ /\A([ \t]*)/;
    return $self->rl_ding if $left eq '' && $right eq '';
    return $self->_replace($cursor - length $left, $cursor + length $right, '');
}

# ---------------------------------------------------------------------------
# Changing

sub rl_upcase_word {
    return $_[0]->_change_word(sub { uc $_[0] });
}

sub rl_downcase_word {
    return $_[0]->_change_word(sub { lc $_[0] });
}

sub rl_capitalize_word {
    return $_[0]->_change_word(sub { ucfirst lc $_[0] });
}

# From the cursor to the end of the next word; here words are whatever has no blanks in it.
sub _change_word {
    my ($self, $change)                = @_;
    my (undef, $cursor, undef, $after) = $self->_around;
    my ($blanks, $word)                = $after =~ /\A(\s*)(\S+)/ or return $self->rl_ding;
    my $from = $cursor + length $blanks;
    return $self->_replace($from, $from + length $word, $change->($word));
}

# The characters on both sides of the cursor change places; at the end of the line, the last two.
sub rl_transpose_chars {
    my ($self) = @_;
    my ($line, $cursor) = $self->_around;
    return $self->rl_ding if length $line < 2 || $cursor == 0;
    my $from = $cursor == length $line ? $cursor - 2 : $cursor - 1;
    $self->_replace($from, $from + 2, scalar reverse substr $line, $from, 2);
    return $self->_move_to($cursor);
}

# The last word that begins before the cursor and has one behind it, and that one.
sub rl_transpose_words {
    my ($self) = @_;
    my ($line, $cursor) = $self->_around;
    my @found;
    while ($line =~ /(?<!\S)(\S++)(\s++)(?=(\S++))/g) {
        last if $-[1] >= $cursor;
        @found = ($-[1], $+[3], "$3$2$1");
    }
    return @found ? $self->_replace(@found) : $self->rl_ding;
}

# ---------------------------------------------------------------------------
# Looking for a character

sub rl_character_search { return $_[0]->_await_character(1) }

sub rl_character_search_backward { return $_[0]->_await_character(-1) }

sub _await_character {
    my ($self, $direction) = @_;
    my $count = $self->[SELF_COUNT];
    ($direction, $count) = (-$direction, -$count) if $count < 0;
    $self->_await_key(sub { $_[0]->_search_character($_[2], $direction, $count || 1) });
    return;
}

sub _search_character {
    my ($self, $character, $direction, $count) = @_;
    my $place = $self->_place_of_character($character, $direction, $count);
    return defined $place ? $self->_move_to($place) : $self->rl_ding;
}

sub _place_of_character {
    my ($self, $character, $direction, $count) = @_;
    my ($line, $place) = $self->_around;
    for (1 .. $count) {
        return if $direction < 0 && $place == 0;
        $place
            = $direction > 0
            ? index $line, $character, $place + 1
            : rindex $line, $character, $place - 1;
        return if $place < 0;
    }
    return $place;
}

# ---------------------------------------------------------------------------
# Home folders

# ~ and ~user at the beginning of the word before or under the cursor.
sub rl_tilde_expand {
    my ($self) = @_;
    my ($line, undef, $before) = $self->_around;
    my $from = $before =~ /(?<!\S)(\S++)\z/ ? $-[1] : length $before;
    return $self->rl_ding if substr($line, $from) !~ m{\A~([^\s/]*)};
    my $user = $1;
    my $home = _home_of($user);
    return $self->_complain_of_user($user) if !defined $home;
    my $ahead = length($before) - $from - 1 - length $user;
    $self->_replace($from, $from + 1 + length $user, $home);
    return $self->_move_to($self->[SELF_CURSOR_INPUT] + ($ahead > 0 ? $ahead : 0));
}

sub _home_of {
    my ($user) = @_;
    return length $user ? (getpwnam $user)[7] : $ENV{HOME} || (getpwuid $>)[7];
}

sub _complain_of_user {
    my ($self, $user) = @_;
    $self->_tell("username '$user' not found");
    return $self->rl_ding;
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Editing - moving, inserting, deleting and changing

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines methods of that class.

=head1 SEE ALSO

L<POE::Wheel::ReadLine/FUNCTIONS>

=cut
