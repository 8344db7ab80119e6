package POE::Wheel::ReadLine::Search;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Slots ();

# Searching the history: key by key, or for a text that is typed first. What is typed is a regular
# expression, or if it is none, just text.

# ---------------------------------------------------------------------------
# Beginning and leaving a search

# One that a program begins within another takes its place.
sub _begin_search {
    my ($self, $map, $direction) = @_;
    $self->_leave_search;
    @$self[ SELF_HELD_LINE, SELF_SEARCH_MAP, SELF_PREV_PROMPT ] = (
        [ @$self[ SELF_INPUT, SELF_CURSOR_INPUT, SELF_HIST_INDEX ] ],
        @$self[ SELF_KEYMAP, SELF_PROMPT ],
    );
    @$self[ SELF_SEARCH, SELF_SEARCH_DIR ] = ('', $direction);
    $self->[SELF_KEYMAP] = $self->[SELF_ALL_KEYMAPS]{$map};
    return;
}

sub _leave_search {
    my ($self) = @_;
    return 0 if !$self->_is_searching;
    @$self[ SELF_KEYMAP, SELF_PROMPT ]          = @$self[ SELF_SEARCH_MAP, SELF_PREV_PROMPT ];
    @$self[ SELF_SEARCH_MAP, SELF_PREV_PROMPT ] = (undef, '');
    $self->_set_line(@{ $self->[SELF_HELD_LINE] }[ 0, 1 ]) if $self->[SELF_SEARCH_PROMPT] eq '';
    $self->[SELF_SEARCH_PROMPT] = undef;
    $self->_refresh;
    return 1;
}

sub _is_searching {
    my ($self) = @_;
    return defined $self->[SELF_SEARCH_PROMPT];
}

# A prompt that the program sets meanwhile is shown after the search.
sub _set_prompt {
    my ($self, $prompt) = @_;
    $self->[ $self->_is_searching ? SELF_PREV_PROMPT : SELF_PROMPT ] = $prompt;
    return;
}

# Leaves the search with what it has found.
sub rl_search_abort {
    my ($self) = @_;
    return $self->_leave_search ? () : $self->rl_ding;
}

# The same, and does what the key means otherwise.
sub rl_search_finish {
    my ($self, undef, $keys) = @_;
    return $self->rl_ding if !$self->_leave_search;
    return $self->_feed($keys);
}

# ---------------------------------------------------------------------------
# Finding

sub _pattern {
    my ($text) = @_;
    no warnings;    # about what is half typed
    my $pattern = eval {qr/$text/};
    return defined $pattern ? $pattern : qr/\Q$text/;
}

# From an entry on, in the search's direction; shows the first that matches, the cursor where it
# does.
sub _search_from {
    my ($self, $index, $text, $direction) = @_;
    my $history = $self->[SELF_HIST_LIST];
    my $pattern = _pattern($text);
    for (; $index >= 0 && $index < @$history; $index += $direction) {
        next if $history->[$index] !~ $pattern;
        my $cursor = $-[0];
        $self->[SELF_INPUT_HOLD] = $self->[SELF_HELD_LINE][0]
            if $self->[SELF_HIST_INDEX] == @$history;
        $self->_show_history($index, $cursor);
        return 1;
    }
    $self->rl_ding;
    return 0;
}

# ---------------------------------------------------------------------------
# Key by key

sub rl_reverse_search_history { return $_[0]->_begin_isearch(-1) }

sub rl_forward_search_history { return $_[0]->_begin_isearch(1) }

sub _begin_isearch {
    my ($self, $direction) = @_;
    $self->_begin_search('isearch', $direction);
    $self->_bind_terminators;
    return $self->_build_search_prompt;
}

sub _bind_terminators {
    my ($self) = @_;
    my $map    = $self->[SELF_KEYMAP];
    my $keys   = $self->option('isearch-terminators');
    $keys = 'C-[ C-J' if $keys eq '';
    $map->unbind_all_of('search-abort');
    $map->bind_key($_, 'search-abort') for $keys =~ /\\/ ? qq("$keys") : split ' ', $keys;
    return;
}

sub _build_search_prompt {
    my ($self) = @_;
    my $name = $self->[SELF_SEARCH_DIR] < 0 ? 'reverse' : 'forward';
    $self->[SELF_PROMPT] = $self->[SELF_SEARCH_PROMPT] = "($name-i-search)`$self->[SELF_SEARCH]': ";
    $self->_refresh;
    return;
}

sub rl_search_key {
    my ($self, $looks, $keys) = @_;
    $self->[SELF_SEARCH] .= $keys;
    $self->[SELF_SEARCH_KEY] = $self->[SELF_SEARCH];
    $self->_build_search_prompt;
    return $self->_search(0);
}

# C-r and C-s set the direction. Without a text, the one of the last search is taken up.
sub rl_isearch_again {
    my ($self, undef, $keys) = @_;
    $self->[SELF_SEARCH_DIR] = -1 if $keys eq "\cR";
    $self->[SELF_SEARCH_DIR] = 1  if $keys eq "\cS";
    my $taken_up = $self->[SELF_SEARCH] eq '' && $self->[SELF_SEARCH_KEY] ne '';
    $self->[SELF_SEARCH] = $self->[SELF_SEARCH_KEY] if $taken_up;
    $self->_build_search_prompt;
    return $self->_search(!$taken_up);
}

# From the present entry, or from the one after it.
sub _search {
    my ($self, $further) = @_;
    my $direction = $self->[SELF_SEARCH_DIR];
    my $index     = $self->[SELF_HIST_INDEX];
    my $is_new    = $index == @{ $self->[SELF_HIST_LIST] };
    $index += $direction if $further || ($is_new && $direction < 0);
    return $self->_search_from($index, $self->[SELF_SEARCH], $direction);
}

# ---------------------------------------------------------------------------
# For a text that is typed first. It takes the line's place until it is complete.

sub rl_non_incremental_reverse_search_history { return $_[0]->_begin_text_search(-1, ':') }

sub rl_non_incremental_forward_search_history { return $_[0]->_begin_text_search(1, ':') }

# vi's / goes back, ? forward.
sub rl_vi_search {
    my ($self, undef, $key) = @_;
    return $self->_begin_text_search($key eq '?' ? 1 : -1, $key);
}

sub _begin_text_search {
    my ($self, $direction, $mark) = @_;
    $self->_begin_search('vi-search', $direction);
    $self->[SELF_SEARCH_PROMPT] = '';
    $self->[SELF_PROMPT] .= $mark;
    return $self->_set_line('');
}

# One more character of the text, or with the erasing keys one less.
sub rl_vi_search_key {
    my ($self, undef, $keys) = @_;
    my $text = $self->[SELF_SEARCH];
    if ($keys =~ /\A[\b\x7f]\z/) {
        return $self->rl_search_abort if $text eq '';
        chop $text;
    } else {
        $text .= $keys;
    }
    $self->[SELF_SEARCH] = $text;
    return $self->_set_line($text);
}

sub rl_vi_search_accept {
    my ($self) = @_;
    my $text = $self->[SELF_SEARCH];
    return $self->rl_ding            if !$self->_leave_search;
    $self->[SELF_SEARCH_KEY] = $text if $text ne '';
    return $self->_search_on($self->[SELF_SEARCH_DIR]);
}

# n: the next one in the search's direction; N: in the other.
sub rl_vi_search_again {
    my ($self, undef, $key) = @_;
    my $direction = $self->[SELF_SEARCH_DIR] || -1;
    $self->[SELF_HELD_LINE] = [ $self->[SELF_INPUT] ];
    return $self->_search_on($key eq 'N' ? -$direction : $direction);
}

sub _search_on {
    my ($self, $direction) = @_;
    return $self->rl_ding if $self->[SELF_SEARCH_KEY] eq '';
    my $index = $self->[SELF_HIST_INDEX] + $direction;
    return $self->_search_from($index, $self->[SELF_SEARCH_KEY], $direction);
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Search - searching the lines of before

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines methods of that class.

=head1 SEE ALSO

L<POE::Wheel::ReadLine/FUNCTIONS>

=cut
