package POE::Wheel::ReadLine::Keymap;

# Sequences of keys and what they are bound to. A sequence is a string of bytes as the terminal
# sends it; it is written in one of two ways, as readline(3) has them: C-x, Meta-Rubout; or
# "\C-x\e[2~".

use strict;
use warnings;

our $VERSION = '2.000';

# Keys by name: the termcap capability that tells what they send, and what they usually send.
my %key = (
    up      => [ 'ku', "\eOA", "\e[A" ], down         => [ 'kd', "\eOB", "\e[B" ],
    right   => [ 'kr', "\eOC", "\e[C" ], left         => [ 'kl', "\eOD", "\e[D" ],
    home    => [ 'kh', "\eOH", "\e[H", "\e[1~" ], end => [ '@7', "\eOF", "\e[F", "\e[4~" ],
    ins     => [ 'kI', "\e[2~" ], del                 => [ 'kD', "\e[3~" ],
    pageup  => [ 'kP', "\e[5~" ], pagedown            => [ 'kN', "\e[6~" ],
    bs      => [ 'kb', "\b" ], backspace              => [ 'kb', "\x7f" ],
    space   => [ undef, ' ' ], spc     => [ undef, ' ' ], tab     => [ undef, "\t" ],
    esc     => [ undef, "\e" ], escape => [ undef, "\e" ], rubout => [ undef, "\x7f" ],
    return  => [ undef, "\r" ], ret    => [ undef, "\r" ], lfd    => [ undef, "\n" ],
    newline => [ undef, "\n" ],
);
@key{qw(insert delete)} = @key{qw(ins del)};

my %escape = (
    a => "\a", b => "\b", d => "\x7f", e => "\e", f => "\f", n => "\n", r => "\r", t => "\t",
    v => "\x0b",
);

# Takes the map's name, the function for sequences without a binding, and the terminal.
sub new {
    my ($class, $name, $default, $terminal) = @_;
    return bless {
        name    => $name,
        default => $default,
        binding => {},
        prefix  => {},
        macros  => {},
        termcap => $terminal,
    }, $class;
}

# ---------------------------------------------------------------------------
# Reading what was written

sub control {
    my ($key) = @_;
    return $key eq '?' ? "\x7f" : chr(ord(uc $key) & 0x1f);
}

sub meta {
    my ($key) = @_;
    return "\e$key";
}

# The bytes of a written sequence; undef for an empty one.
sub decode {
    my ($self, $text) = @_;
    return unquote($1) if $text =~ /\A"((?:[^"\\]|\\.)*)"\z/s;
    my ($keys, $left) = ('', $text);
    while ($left =~ s/\A\s*(\S)/$1/) {
        $keys .= $self->_take_key(\$left);
    }
    return length $keys ? $keys : undef;
}

# One key and the modifiers before it, in any order: Control is applied first.
sub _take_key {
    my ($self, $text) = @_;
    my ($control, $meta);
    while ($$text =~ s/\A(?:(C|Ctrl|Control)|M|Meta)-(?=.)//i) { $1 ? $control = 1 : $meta = 1 }
    my $key = $self->_take_name($text);
    return               if !defined $key;
    $key = control($key) if $control && length $key == 1;
    return $meta ? meta($key) : $key;
}

sub _take_name {
    my ($self, $text) = @_;
    my ($name) = $$text =~ /\A([a-z]{2,})(?!\w)/i;
    my $named  = defined $name && $key{ lc $name };
    my $taken  = substr $$text, 0, $named ? length $name : 1, '';
    return $named ? $self->key_called(lc $name) : $taken;
}

# The bytes of a key by its name: what the terminal says, or else what is usual.
sub key_called {
    my ($self, $name)        = @_;
    my ($capability, $usual) = @{ $key{$name} || [] };
    my $terminal = $self->{termcap};
    my $string   = defined $capability && $terminal ? $terminal->string($capability) : undef;
    return defined $string && length $string ? $string : $usual;
}

# All that a key is known to send.
sub usual_bytes {
    my ($self, $name) = @_;
    my (undef, @usual) = @{ $key{$name} || [] };
    return @usual;
}

# What a quoted text stands for: \C-x, \M-x, and the escapes of readline(3).
sub unquote {
    my ($text) = @_;
    my $keys = '';
    $keys .= _take_quoted(\$text) while length $text;
    return $keys;
}

sub _take_quoted {
    my ($text) = @_;
    return control(_take_quoted($text)) if $$text =~ s/\A\\C-(?=\\[^M]|[^\\])//;
    return meta(_take_quoted($text))    if $$text =~ s/\A\\M-(?=.)//s;
    return meta(control(_take_quoted($text)))
        if $$text =~ s/\A\\C-\\M-(?=.)//s;
    return chr hex $1          if $$text =~ s/\A\\x([[:xdigit:]]{1,2})//;
    return chr(oct($1) & 0xff) if $$text =~ s/\A\\([0-7]{1,3})//;
    return $escape{$1} // $1   if $$text =~ s/\A\\(.)//s;
    return substr $$text, 0, 1, '';
}

# ---------------------------------------------------------------------------
# Bindings

# Binds a written sequence; false if it is empty.
sub bind_key {
    my ($self, $text, $function) = @_;
    my $keys = $self->decode($text);
    return 0 if !defined $keys || !length $keys;
    $self->bind_bytes($keys, $function);
    return 1;
}

sub bind_bytes {
    my ($self, $keys, $function) = @_;
    if (!exists $self->{binding}{$keys}) {
        $self->{prefix}{ substr $keys, 0, $_ }++ for 1 .. length($keys) - 1;
    }
    $self->{binding}{$keys} = $function;
    delete $self->{macros}{$keys};
    return;
}

# Text to be typed when the sequence comes, as it was written between its quotes.
sub bind_macro {
    my ($self, $text, $macro) = @_;
    my $keys = $self->decode($text);
    return 0 if !defined $keys || !length $keys;
    $self->bind_bytes($keys, 'insert-macro');
    $self->{macros}{$keys} = $macro;
    return 1;
}

sub unbind_all_of {
    my ($self, $function) = @_;
    for my $keys (grep { $self->{binding}{$_} eq $function } keys %{ $self->{binding} }) {
        delete $self->{binding}{$keys};
        for my $start (map { substr $keys, 0, $_ } 1 .. length($keys) - 1) {
            delete $self->{prefix}{$start} if !--$self->{prefix}{$start};
        }
    }
    return;
}

sub binds { return exists $_[0]{binding}{ $_[1] } }

sub starts { return exists $_[0]{prefix}{ $_[1] } }

sub function_of {
    my ($self, $keys) = @_;
    return $self->{binding}{$keys} // $self->{default};
}

# The longest part at the front that is bound, if there is a shorter one.
sub bound_start {
    my ($self, $keys) = @_;
    for my $length (reverse 1 .. length($keys) - 1) {
        my $start = substr $keys, 0, $length;
        return $start if $self->binds($start);
    }
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::ReadLine::Keymap - which function a sequence of keys calls

=head1 SYNOPSIS

=for example

    use POE::Wheel::ReadLine::Keymap;

    my $map = POE::Wheel::ReadLine::Keymap->new('mine', 'self-insert');
    $map->bind_key('C-x C-s', 'save');
    print $map->function_of("\cX\cS"), ' ', $map->function_of('a'), "\n";
    # prints: save self-insert

=head1 DESCRIPTION

L<POE::Wheel::ReadLine> keeps its keymaps as objects of this class. Programs reach them by the
wheel's C<bind_key>, or take one from it to give it to C<bind_key>.

=head2 How sequences are written

Without quotes, a sequence is a chain of keys: C<C-x>, C<Control-x>, C<M-x>, C<Meta-x>, C<C-x C-r>,
C<C-xk>, C<Meta-Rubout>. A key is a character or one of these names, in small or capital letters:

    space spc    esc escape    tab    return ret    newline lfd    rubout
    up down left right    home end    pageup pagedown
    ins insert    del delete    bs backspace

What the keys of the last three lines send is looked up in the terminal's termcap entry. Spaces
between keys do not count.

Within double quotes, everything stands for itself but C<\C-x>, C<\M-x>, C<\e> (escape), C<\\>,
C<\">, C<\'>, C<\a>, C<\b>, C<\d> (rubout), C<\f>, C<\n>, C<\r>, C<\t>, C<\v>, and codes in octal
(C<\101>) or hexadecimal (C<\x41>).

C<Meta> is the escape key, pressed before the other.

=head1 METHODS

=head2 bind_bytes($keys, $function)

Binds a sequence as the terminal sends it. The function is a name, or code.

=head2 bind_key($sequence, $function)

Binds a sequence as it is written. Returns false if it is empty.

=head2 bind_macro($sequence, $text)

Binds a text that is to be typed, with its escapes as they were written between quotes. Returns
false if the sequence is empty.

=head2 binds($keys)

True if the sequence itself is bound.

=head2 bound_start($keys)

Returns the longest bound sequence that C<$keys> begins with, apart from itself; nothing if there is
none.

=head2 control($key), meta($key), unquote($text)

Functions. They return the byte of a key pressed with Control, the bytes of a key pressed with Meta,
and those that a quoted text stands for.

=head2 decode($sequence)

Returns the bytes of a written sequence; undef if it is empty.

=head2 function_of($keys)

Returns what the sequence is bound to, or else the map's default.

=head2 key_called($name)

Returns the bytes of one of the keys with names, as the terminal's entry or else custom has it.

=head2 new($name, $default [, $terminal])

Makes an empty map. C<$default> is the name of the function for sequences without a binding.

=head2 starts($keys)

True if longer sequences that are bound begin with this one.

=head2 unbind_all_of($function)

Removes all bindings of that function.

=head2 usual_bytes($name)

Returns all that one of the keys with names is known to send on various terminals.

=head1 SEE ALSO

L<POE::Wheel::ReadLine>

=cut
