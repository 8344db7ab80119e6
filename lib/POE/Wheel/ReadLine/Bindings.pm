package POE::Wheel::ReadLine::Bindings;

# What the keys do before an init file says otherwise: a table for each keymap. The functions' names
# are readline(3)'s as far as it has them.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Wheel::ReadLine::Keymap ();

# Keys that are on every terminal and mean the same in all maps that edit.
my %keypad = (
    'up'   => 'previous-history', 'down' => 'next-history',
    'left' => 'backward-char', 'right'   => 'forward-char',
    'home' => 'beginning-of-line', 'end' => 'end-of-line',
    'ins'  => 'overwrite-mode', 'del'    => 'delete-char',
);

my %emacs = (
    'C-a' => 'beginning-of-line', 'C-b'      => 'backward-char', 'C-c' => 'interrupt',
    'C-d' => 'delete-char', 'C-e'            => 'end-of-line', 'C-f'   => 'forward-char',
    'C-g' => 'abort', 'C-h'                  => 'backward-delete-char',
    'C-i' => 'complete', 'C-j'               => 'accept-line', 'C-k' => 'kill-line',
    'C-l' => 'clear-screen', 'C-m'           => 'accept-line', 'C-n' => 'next-history',
    'C-p' => 'previous-history', 'C-q'       => 'poe-wheel-debug',
    'C-r' => 'reverse-search-history', 'C-s' => 'forward-search-history',
    'C-t' => 'transpose-chars', 'C-u'        => 'unix-line-discard', 'C-v' => 'quoted-insert',
    'C-w' => 'unix-word-rubout', 'C-y'       => 'yank', 'C-]'              => 'character-search',
    'C-_' => 'undo', 'C-?'                   => 'backward-delete-char',

    'M-C-g'   => 'abort', 'M-C-h'              => 'backward-kill-word', 'M-C-i' => 'tab-insert',
    'M-C-j'   => 'vi-editing-mode', 'M-C-r'    => 'revert-line', 'M-C-y'        => 'yank-nth-arg',
    'M-C-['   => 'complete', 'M-C-]'           => 'character-search-backward',
    'M-C-?'   => 'backward-kill-word', 'M-del' => 'backward-kill-word',
    'M-space' => 'set-mark', 'M-#'             => 'insert-comment', 'M-&' => 'tilde-expand',
    'M-~'     => 'tilde-expand', 'M-*'         => 'insert-completions',
    'M--'  => 'digit-argument', 'M-.'       => 'yank-last-arg', 'M-_'   => 'yank-last-arg',
    'M-<'  => 'beginning-of-history', 'M->' => 'end-of-history', 'M-?'  => 'possible-completions',
    'M-b'  => 'backward-word', 'M-c'        => 'capitalize-word', 'M-d' => 'kill-word',
    'M-f'  => 'forward-word', 'M-l'         => 'downcase-word', 'M-r'   => 'revert-line',
    'M-n'  => 'non-incremental-forward-search-history',
    'M-p'  => 'non-incremental-reverse-search-history',
    'M-t'  => 'transpose-words', 'M-u' => 'upcase-word', 'M-y' => 'yank-pop',
    'M-\\' => 'delete-horizontal-space',
    (map { ("M-$_" => 'digit-argument') } 0 .. 9),

    'C-x C-g' => 'abort', 'C-x C-r'              => 're-read-init-file',
    'C-x C-?' => 'backward-kill-line', 'C-x del' => 'backward-kill-line',
    'C-x k'   => 'dump-key', 'C-x m'             => 'dump-macros', 'C-x v' => 'dump-variables',
);

# What both of vi's modes keep from emacs.
my %vi_both = (
    'C-c' => 'interrupt',
    'C-d' => 'vi-eof-maybe', 'C-j'           => 'accept-line', 'C-m' => 'accept-line',
    'C-r' => 'reverse-search-history', 'C-s' => 'forward-search-history',
    'C-t' => 'transpose-chars', 'C-u'        => 'unix-line-discard', 'C-v' => 'quoted-insert',
    'C-w' => 'unix-word-rubout', 'C-y'       => 'yank',
);

my %vi_insert = (
    %vi_both,
    'C-h' => 'backward-delete-char', 'C-?' => 'backward-delete-char', 'C-i' => 'complete',
    'C-_' => 'undo', 'C-['                 => 'vi-movement-mode',
);

my %vi_command = (
    %vi_both,
    'C-e'   => 'emacs-editing-mode', 'C-g' => 'abort', 'C-h'         => 'backward-char',
    'C-k'   => 'kill-line', 'C-l'          => 'clear-screen', 'C-n'  => 'next-history',
    'C-p'   => 'previous-history', 'C-q'   => 'quoted-insert', 'C-_' => 'vi-undo',
    'space' => 'forward-char', '#'         => 'insert-comment', '$'  => 'end-of-line',
    '%'     => 'vi-match', '&'             => 'vi-tilde-expand', '+' => 'next-history',
    '-'     => 'previous-history', '.'     => 'vi-redo', '^'         => 'vi-first-print',
    '_'     => 'vi-yank-arg', '`'          => 'vi-goto-mark', '|'    => 'vi-column',
    '~'     => 'vi-change-case',
    (map { ($_ => 'vi-complete') } '*', '=', '\\'),
    (map { ($_ => 'vi-char-search') } ',', ';', 'f', 'F', 't', 'T'),
    (map { ($_ => 'vi-search') } '/', '?'),
    (map { ($_ => 'vi-arg-digit') } 0 .. 9),
    'A' => 'vi-append-eol', 'B'     => 'vi-prev-word', 'C'         => 'vi-change-to',
    'D' => 'vi-delete-to', 'E'      => 'vi-end-word', 'G'          => 'vi-fetch-history',
    'I' => 'vi-insert-beg', 'N'     => 'vi-search-again', 'P'      => 'vi-put',
    'R' => 'vi-replace', 'S'        => 'vi-subst', 'U'             => 'revert-line',
    'W' => 'vi-next-word', 'X'      => 'backward-delete-char', 'Y' => 'vi-yank-to',
    'a' => 'vi-append-mode', 'b'    => 'backward-word', 'c'        => 'vi-change-to',
    'd' => 'vi-delete-to', 'e'      => 'vi-end-word', 'h'          => 'backward-char',
    'i' => 'vi-insertion-mode', 'j' => 'next-history', 'k'         => 'previous-history',
    'l' => 'forward-char', 'm'      => 'vi-set-mark', 'n'          => 'vi-search-again',
    'p' => 'vi-put', 'r'            => 'vi-change-char', 's'       => 'vi-subst',
    'u' => 'vi-undo', 'w'           => 'vi-next-word', 'x'         => 'vi-delete',
    'y' => 'vi-yank-to', 'C-['      => 'ding',
);

# Where vi's d, c and y may go.
my %vi_specification = (
    '^' => 'vi-spec-first-print', '`'       => 'vi-spec-mark', '$' => 'vi-spec-end-of-line',
    '0' => 'vi-spec-beginning-of-line', 'w' => 'vi-spec-word', 'W' => 'vi-spec-word',
    't' => 'vi-spec-forward-char',
    (map { ($_ => 'vi-arg-digit') } 1 .. 9),
    (map { ($_ => 'vi-spec-line') } 'c', 'd', 'y'),
    (
        map { ($_ => $vi_command{$_}) } ',', ';', '%', '|', 'B', 'E', 'F', 'T', 'b', 'e', 'f', 'h',
        'l'
    ),
    'C-h' => 'backward-char', 'space' => 'forward-char',
    (map { ($_ => 'vi-end-spec') } 'C-[', keys %keypad),
    'left' => 'backward-char', 'right'           => 'forward-char',
    'home' => 'vi-spec-beginning-of-line', 'end' => 'vi-spec-end-of-line',
);

my %keypad_ends_it = map { ($_ => 'search-finish') } keys %keypad;

my @printable = map {chr} 33 .. 126, 128 .. 255;

my %isearch = (
    'C-r' => 'isearch-again', 'C-s' => 'isearch-again', 'space' => 'search-key',
    (map { ($_ => 'search-key') } @printable),
    %keypad_ends_it,
);

my %vi_search = (
    'C-j' => 'vi-search-accept', 'C-m' => 'vi-search-accept', 'space' => 'vi-search-key',
    'C-h' => 'vi-search-key', 'C-?'    => 'vi-search-key',
    'C-g' => 'search-abort', 'C-['     => 'search-abort',
    %keypad_ends_it,
    (map { ($_ => 'vi-search-key') } @printable),
);

my @maps = (
    [ 'emacs', 'self-insert', { %keypad, %emacs } ],
    [ 'vi-insert', 'self-insert', { %keypad, %vi_insert } ],
    [ 'vi-command', 'ding', { %keypad, %vi_command } ],
    [ 'vi-specification', 'vi-end-spec', \%vi_specification ],
    [ 'isearch', 'search-finish', \%isearch ],
    [ 'vi-search', 'search-finish', \%vi_search ],
);

# The maps of a new wheel, by name.
sub maps {
    my ($terminal) = @_;
    my %map;
    for (@maps) {
        my ($name, $default, $bindings) = @$_;
        my $map = $map{$name} = POE::Wheel::ReadLine::Keymap->new($name, $default, $terminal);
        _bind($map, $bindings);
    }
    $map{vi} = $map{'vi-command'};
    return \%map;
}

# Of bindings of the same bytes, the last one holds: what keys of the keypad usually send gives way
# to what they send on this terminal, and that to the table.
sub _bind {
    my ($map, $bindings) = @_;
    for my $key (grep { $bindings->{$_} } sort keys %keypad) {
        $map->bind_bytes($_, $bindings->{$key}) for $map->usual_bytes($key), $map->key_called($key);
    }
    $map->bind_key($_, $bindings->{$_}) for grep { !$keypad{$_} } sort keys %$bindings;
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Bindings - the key bindings that a ReadLine wheel begins with

=head1 SYNOPSIS

    my $maps = POE::Wheel::ReadLine::Bindings::maps($terminal);
    print $maps->{emacs}->function_of("\cA"), "\n";

=head1 DESCRIPTION

The tables behind the section "KEYS" of L<POE::Wheel::ReadLine>'s manual.

=head1 FUNCTIONS

=head2 maps($terminal)

Returns a hash of new L<POE::Wheel::ReadLine::Keymap> objects: C<emacs>, C<vi-insert>, C<vi-command>
(also as C<vi>), C<vi-specification>, C<isearch> and C<vi-search>.

=head1 SEE ALSO

L<POE::Wheel::ReadLine>

=cut
