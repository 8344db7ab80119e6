package POE::Wheel::ReadLine::Killing;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Slots ();

# Text that is cut out of the line, and comes back. Each kill is an entry of its own in the ring.

sub MAX_KILLS () {60}

# ---------------------------------------------------------------------------
# Killing

sub _keep {
    my ($self, $text) = @_;
    my $ring = $self->[SELF_KILL_RING];
    unshift @$ring, $text;
    pop @$ring if @$ring > MAX_KILLS;
    return;
}

sub _kill {
    my ($self, $from, $to) = @_;
    return $self->rl_ding if $from >= $to;
    $self->_keep(substr $self->[SELF_INPUT], $from, $to - $from);
    return $self->_replace($from, $to, '');
}

sub rl_kill_line { return $_[0]->_kill($_[0][SELF_CURSOR_INPUT], length $_[0][SELF_INPUT]) }

sub rl_unix_line_discard { return $_[0]->_kill(0, $_[0][SELF_CURSOR_INPUT]) }

sub rl_backward_kill_line { return $_[0]->rl_unix_line_discard }

sub rl_kill_whole_line { return $_[0]->_kill(0, length $_[0][SELF_INPUT]) }

# Also what stands between this word and the next.
sub rl_kill_word {
    my ($self) = @_;
    my (undef, $cursor, undef, $after) = $self->_around;
    return $self->rl_ding if $after !~ /\A\W*\w+\W*/;
    return $self->_kill($cursor, $cursor + $+[0]);
}

sub rl_backward_kill_word {
    my ($self) = @_;
    my (undef, $cursor, $before) = $self->_around;
    return $self->rl_ding if $before !~ /(?<!\w)\w++\W*+\z/;
    return $self->_kill($-[0], $cursor);
}

# Here words are whatever has no blanks in it.
sub rl_unix_word_rubout {
    my ($self) = @_;
    my (undef, $cursor, $before) = $self->_around;
    return $self->rl_ding if $before !~ /(?<!\S)\S++\s*+\z/;
    return $self->_kill($-[0], $cursor);
}

# ---------------------------------------------------------------------------
# Mark and region

sub rl_set_mark {
    my ($self) = @_;
    $self->[SELF_MARK] = $self->[SELF_CURSOR_INPUT];
    return;
}

# The line may have become shorter since the mark was set.
sub _region {
    my ($self) = @_;
    my ($mark, $length) = ($self->[SELF_MARK], length $self->[SELF_INPUT]);
    $mark = $length if $mark > $length;
    return sort { $a <=> $b } $mark, $self->[SELF_CURSOR_INPUT];
}

sub rl_kill_region {
    my ($self) = @_;
    return $self->_kill($self->_region);
}

sub rl_copy_region_as_kill {
    my ($self) = @_;
    my ($from, $to) = $self->_region;
    return $self->rl_ding if $from == $to;
    return $self->_keep(substr $self->[SELF_INPUT], $from, $to - $from);
}

# ---------------------------------------------------------------------------
# Yanking

# Inserts a text that the next function may put another in place of.
sub _yank {
    my ($self, $text, $turn) = @_;
    my $from = $self->[SELF_CURSOR_INPUT];
    $self->_insert($text);
    $self->[SELF_YANKED] = { from => $from, text => $text, turn => $turn };
    return;
}

# False if it is not there any more: a function may have run last without doing anything, as with the
# argument 0, or the program may have changed the line.
sub _unyank {
    my ($self) = @_;
    my ($from, $text) = @{ $self->[SELF_YANKED] || return 0 }{qw(from text)};
    my $to = $from + length $text;
    return 0
        if $to > length $self->[SELF_INPUT]
        or substr($self->[SELF_INPUT], $from, length $text) ne $text;
    $self->_replace($from, $to, '');
    return 1;
}

sub rl_yank {
    my ($self) = @_;
    my $text = $self->[SELF_KILL_RING][0];
    return defined $text ? $self->_yank($text) : $self->rl_ding;
}

# The ring turns by one, so that the next yank takes the same text.
sub rl_yank_pop {
    my ($self) = @_;
    my $ring = $self->[SELF_KILL_RING];
    return $self->rl_ding if $self->[SELF_LAST] !~ /\Ayank(?:-pop)?\z/ || !@$ring;
    return $self->rl_ding if !$self->_unyank;
    push @$ring, shift @$ring;
    return $self->_yank($ring->[0]);
}

# ---------------------------------------------------------------------------
# Words of older lines

sub _words_of_line {
    my ($self, $back) = @_;
    my $history = $self->[SELF_HIST_LIST];
    return if $back > @$history;
    return split ' ', $history->[ -$back ];
}

# Word number COUNT of the line before, from 0; without an argument, the first behind the command.
sub rl_yank_nth_arg {
    my ($self) = @_;
    my @words  = $self->_words_of_line(1);
    my $number = defined $self->_argument ? $self->_argument : 1;
    return $self->rl_ding if $number > $#words || $number < -@words;
    return $self->_yank($words[$number]);
}

# The last word of the line before, and then of the lines before that, each in place of the other.
sub rl_yank_last_arg {
    my ($self) = @_;
    return $self->rl_yank_nth_arg if defined $self->_argument;
    my $again = $self->[SELF_LAST] eq 'yank-last-arg' && ($self->[SELF_YANKED] || {})->{turn};
    my $turn  = ($again || 0) + 1;
    my @words = $self->_words_of_line($turn);
    return $self->rl_ding if !@words;
    $self->_unyank        if $again;
    return $self->_yank($words[-1], $turn);
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Killing - text that is cut out and comes back

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines methods of that class. The ring keeps the
last 60 texts.

=head1 SEE ALSO

L<POE::Wheel::ReadLine/FUNCTIONS>

=cut
