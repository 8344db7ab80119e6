package POE::Wheel::ReadLine::Keys;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the wheel's package
    POE::Wheel::ReadLine;

use strict;
use warnings;

use POE::Wheel::ReadLine::Keymap ();
use POE::Wheel::ReadLine::Slots  ();

our $defuns;

# From keys to functions: sequences, numeric arguments, macros, and what can be undone.

# Macros that one typed key may expand to, one within the other or one after the other.
sub MAX_EXPANSIONS () {1000}

# Digits that a numeric argument may have, and how long a line may become by being repeated.
sub MAX_DIGITS ()   {5}
sub MAX_REPEATED () {100_000}

# Functions that a numeric argument does not repeat: they look at SELF_COUNT, or happen once.
my %runs_once = map { $_ => 1 } qw(
    self-insert quoted-insert digit-argument vi-arg-digit insert-comment insert-macro
    complete possible-completions insert-completions vi-complete clear-screen
    redraw-current-line poe-wheel-debug dump-key dump-macros dump-variables re-read-init-file
    reverse-search-history forward-search-history non-incremental-reverse-search-history
    non-incremental-forward-search-history yank-last-arg yank-nth-arg character-search character-search-backward
    vi-append-eol vi-append-mode vi-change-char vi-change-to vi-char-search vi-column vi-delete
    vi-delete-to vi-end-spec vi-fetch-history vi-goto-mark vi-insert-beg vi-insertion-mode
    vi-movement-mode vi-put vi-redo vi-replace vi-search vi-set-mark vi-spec-beginning-of-line
    vi-spec-end-of-line vi-spec-first-print vi-spec-forward-char vi-spec-line vi-spec-mark
    vi-spec-word vi-subst
    vi-tilde-expand vi-yank-arg vi-yank-to
);

# What a negative argument makes of a function.
my %inverse = (
    'forward-char'     => 'backward-char', 'forward-word'      => 'backward-word',
    'delete-char'      => 'backward-delete-char', 'kill-word'  => 'backward-kill-word',
    'kill-line'        => 'backward-kill-line', 'next-history' => 'previous-history',
    'character-search' => 'character-search-backward',
);
%inverse = (%inverse, reverse %inverse);

# Functions that end with more of the command to come.
my %is_argument = map { $_ => 1 } qw(digit-argument vi-arg-digit);

# ---------------------------------------------------------------------------
# Sequences

# Takes one key off the queue and does what it asks for; false if there was none, or the line is
# over.
sub _next_key {
    my ($self) = @_;
    return 0 if !$self->[SELF_READING_LINE] || !length $self->[SELF_QUEUE];
    $self->_restart_idle_timer;
    my $key = substr $self->[SELF_QUEUE], 0, 1, '';
    if   ($self->_wants_one_key) { $self->_run_pending($key . $self->_rest_of_key($key)) }
    else                         { $self->_take_key($key) }
    return 1;
}

# What belongs to one press, if the key sends a sequence that is bound.
sub _rest_of_key {
    my ($self, $key) = @_;
    my $map    = $self->[SELF_KEYMAP];
    my $length = 0;
    $length++
        while $map->starts($key . substr $self->[SELF_QUEUE], 0, $length)
        && $length < length $self->[SELF_QUEUE];
    my $rest = substr $self->[SELF_QUEUE], 0, $length;
    return $map->binds("$key$rest") ? substr($self->[SELF_QUEUE], 0, $length, '') : '';
}

# A sequence that is bound and begins longer ones too is complete when no key has come with it: the
# escape key is one press, arrow keys send all their bytes at once.
sub _take_key {
    my ($self, $key) = @_;
    my $map      = $self->[SELF_KEYMAP];
    my $sequence = $self->[SELF_KEY_BUILD] .= $key;
    return
        if $map->starts($sequence)
        && !($map->binds($sequence) && !length $self->[SELF_QUEUE]);
    $self->[SELF_KEY_BUILD] = '';
    my $start = $map->binds($sequence) ? undef : $map->bound_start($sequence);
    return $self->_apply_key($sequence) if !defined $start;
    substr $self->[SELF_QUEUE], 0, 0, substr $sequence, length $start;
    return $self->_apply_key($start);
}

sub _apply_key {
    my ($self, $keys) = @_;
    return $self->_run_pending($keys) if $self->[SELF_PENDING];
    return $self->_more_digits($keys) if $self->_continues_argument($keys);
    $self->_begin_record;
    return $self->_run($self->[SELF_KEYMAP]->function_of($keys), $keys);
}

# Puts keys before those that are still to be looked at.
sub _feed {
    my ($self, $keys) = @_;
    substr $self->[SELF_QUEUE], 0, 0, $keys;
    _kernel()->yield($self->[SELF_STATE_READ]) if !$self->[SELF_HELD];
    return;
}

# ---------------------------------------------------------------------------
# Calling functions

# $function is a name, or code that a program has bound.
sub _run {
    my ($self, $function, $keys) = @_;
    my $is_code = ref $function;
    my $name    = $is_code ? ''        : $function;
    my $code    = $is_code ? $function : $defuns->{$name};
    return $self->_perform($name, sub { $self->_repeat($name, $code, $keys) }, $keys);
}

# The key that a function has asked for.
sub _run_pending {
    my ($self, $key)  = @_;
    my ($code, $name) = @$self[ SELF_PENDING, SELF_PENDING_FN ];
    @$self[ SELF_PENDING, SELF_PENDING_FN ] = (undef, undef);
    return $self->_perform($name, sub { $self->$code(_normalize($key), $key) }, $key);
}

# Asks for the next key. The code gets the wheel, the key's printed form, and the key.
sub _await_key {
    my ($self, $code) = @_;
    @$self[ SELF_PENDING, SELF_PENDING_FN ] = ($code, $self->[SELF_NAME] || '');
    return;
}

# All functions but one ask for a key; that one for a whole sequence.
sub _wants_one_key {
    my ($self) = @_;
    return $self->[SELF_PENDING] && $self->[SELF_PENDING_FN] ne 'dump-key';
}

sub _perform {
    my ($self, $name, $code, $keys) = @_;
    my $before = [ @$self[ SELF_INPUT, SELF_CURSOR_INPUT ] ];
    my $group  = $self->_undo_group;
    $self->_record($keys);
    {
        local @$self[ SELF_HELD, SELF_RANG, SELF_GROUP, SELF_NAME ] = (1, 0, $group, $name);
        $code->();
        $self->_end_of_command($name);
        $self->_save_undo($group, $before) if !$group->{forgets};
    }
    $self->_refresh if $name ne 'self-insert' || !length $self->[SELF_QUEUE];
    return;
}

sub _repeat {
    my ($self, $name, $code, $keys) = @_;
    my $count = $self->_argument;
    ($name, $code, $count) = $self->_turned($name, $code, $count) if defined $count && $count < 0;
    return $self->rl_ding if !$code;
    local $self->[SELF_COUNT] = defined $count ? $count : 0;
    my $times = !defined $count || $runs_once{$name} ? 1 : $count;
    while ($times-- > 0) {
        $self->$code(_normalize($keys), $keys);
        last if $self->[SELF_RANG] || $self->[SELF_PENDING] || !$self->[SELF_READING_LINE];
        last if length $self->[SELF_INPUT] > MAX_REPEATED;
    }
    return;
}

sub _turned {
    my ($self, $name, $code, $count) = @_;
    return ($name, $code, $count) if $runs_once{$name} && !$inverse{$name};
    my $inverse = $inverse{$name};
    return ($name, undef, -$count) if !defined $inverse;
    return ($inverse, $defuns->{$inverse}, -$count);
}

# What belongs to one command ends with it, unless there is more to come.
sub _end_of_command {
    my ($self, $name) = @_;
    $self->[SELF_LAST] = $name if !$is_argument{$name};
    return                         if $self->[SELF_PENDING] || !$self->[SELF_READING_LINE];
    return                         if $is_argument{$name} && defined $self->[SELF_ARGUMENT];
    $self->_finish_operator($name) if $self->[SELF_OPERATOR];
    $self->[SELF_ARGUMENT] = undef;
    return if $self->[SELF_KEYMAP]{name} ne 'vi-command';
    $self->_keep_cursor_on_text;
    $self->_end_record;
    return;
}

# ---------------------------------------------------------------------------
# Numeric arguments

# The argument, or undef. A lone minus is -1.
sub _argument {
    my ($self)   = @_;
    my $text     = $self->[SELF_ARGUMENT];
    my $operator = $self->[SELF_OPERATOR];
    my $before   = $operator ? $operator->{count} : undef;
    return $before if !defined $text;
    $text .= '1'   if $text eq '-';
    return $text * ($before || 1);
}

# The argument of the function that runs, or 1.
sub _count {
    my ($self) = @_;
    return $self->[SELF_COUNT] || 1;
}

# A text as often as that argument says, which may be negative, or more than there is room for.
sub _copies {
    my ($self, $text, $count) = @_;
    $count //= $self->_count;
    my $room = int(MAX_REPEATED / (length($text) || 1)) || 1;
    return $count > 0 ? $text x ($count < $room ? $count : $room) : '';
}

sub _continues_argument {
    my ($self, $keys) = @_;
    return defined $self->[SELF_ARGUMENT] && $keys =~ /\A[0-9]\z/;
}

sub _more_digits {
    my ($self, $digit) = @_;
    $self->_record($digit);
    return $self->rl_ding if $self->[SELF_ARGUMENT] =~ /\d{${\ MAX_DIGITS}}/;
    $self->[SELF_ARGUMENT] .= $digit;
    return;
}

# M-0 to M-9 and M--; $key is the whole sequence.
sub rl_digit_argument {
    my ($self, undef, $keys) = @_;
    my $digit  = substr $keys, -1;
    my $so_far = $self->[SELF_ARGUMENT];
    return $self->rl_ding              if $digit !~ /[-0-9]/ || defined $so_far && $digit eq '-';
    return $self->_more_digits($digit) if defined $so_far;
    $self->[SELF_ARGUMENT] = $digit;
    return;
}

# ---------------------------------------------------------------------------
# Macros

sub rl_insert_macro {
    my ($self, undef, $keys) = @_;
    my $text = $self->[SELF_KEYMAP]{macros}{$keys};
    return $self->rl_ding if !defined $text;
    if (++$self->[SELF_EXPANDED] > MAX_EXPANSIONS) {
        $self->[SELF_QUEUE] = '';
        return $self->rl_ding;
    }
    $self->_record_without($keys);
    return $self->_feed($self->_copies(POE::Wheel::ReadLine::Keymap::unquote($text)));
}

# ---------------------------------------------------------------------------
# Undoing. Each function that changes the line can be taken back by itself; what is typed in vi's
# insert mode goes together, with the command that began it.

sub _undo_group {
    my ($self) = @_;
    return {} if $self->[SELF_KEYMAP]{name} ne 'vi-insert';
    return $self->[SELF_INSERTION] ||= {};
}

# What is kept is the part that differs: that text in place of this many characters.
sub _save_undo {
    my ($self, $group, $before) = @_;
    my ($old, $cursor) = @$before;
    my $new = $self->[SELF_INPUT];
    return if $old eq $new;
    my $from = _same_length($old, $new);
    my $same = _same_length(map { scalar reverse substr $_, $from } $old, $new);
    push @{ $self->[SELF_UNDO] },
        {
        group  => $group,
        cursor => $cursor,
        from   => $from,
        text   => substr($old, $from, length($old) - $from - $same),
        length => length($new) - $from - $same,
        };
    return;
}

# Another line takes the place of this one: nothing that undoing would know.
sub _set_line {
    my ($self, $line, $cursor) = @_;
    @$self[ SELF_INPUT, SELF_CURSOR_INPUT ] = ($line, defined $cursor ? $cursor : length $line);
    $self->[SELF_GROUP]{forgets} = 1 if $self->[SELF_GROUP];
    @$self[ SELF_INSERTION, SELF_RECORD ] = (undef, undef);
    $self->_refresh;
    return;
}

# The line without its last group of changes.
sub _undone {
    my ($self, $line) = @_;
    my $undo = $self->[SELF_UNDO];
    my ($change, $group);
    do {
        $change = pop @$undo;
        $group  = $change->{group};
        substr $line, $change->{from}, $change->{length}, $change->{text};
    } while @$undo && $undo->[-1]{group} == $group;
    return ($line, $change->{cursor});
}

sub rl_undo {
    my ($self) = @_;
    return $self->rl_ding if !@{ $self->[SELF_UNDO] };
    return $self->_set_line($self->_undone($self->[SELF_INPUT]));
}

sub rl_revert_line {
    my ($self) = @_;
    my @state = $self->[SELF_INPUT];
    return $self->rl_ding if !@{ $self->[SELF_UNDO] };
    @state = $self->_undone($state[0]) while @{ $self->[SELF_UNDO] };
    return $self->_set_line(@state);
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Keys - from keys to functions

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> loads this module, which defines methods of that class: what finds the
function for a sequence of keys, counts numeric arguments, expands macros, and keeps what can be
undone.

=head1 SEE ALSO

L<POE::Wheel::ReadLine>, L<POE::Wheel::ReadLine::Keymap>

=cut
