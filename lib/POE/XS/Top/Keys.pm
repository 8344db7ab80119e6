package POE::XS::Top::Keys;

# What a terminal sends, as names of keys.

use strict;
use warnings;

our $VERSION = '2.000';

# How long a lone escape waits for what may follow it.
use constant ESCAPE_WAITS => 0.05;

my %SEQUENCE = (
    A    => 'up', B => 'down', C => 'right', D => 'left', H => 'home', F => 'end', Z => 'backtab',
    '1~' => 'home', '7~'   => 'home', '4~' => 'end', '8~' => 'end', '3~' => 'delete',
    '5~' => 'pageup', '6~' => 'pagedown',
);

my %CONTROL = (
    "\r"   => 'enter', "\n" => 'enter', "\t" => 'tab', "\x7f" => 'backspace', "\b" => 'backspace',
    "\x0c" => 'redraw',
    "\x06" => 'pagedown', "\x02" => 'pageup', "\x04" => 'pagedown', "\x15" => 'pageup',
    "\e"   => 'esc',
);

sub new {
    my ($class) = @_;
    return bless { octets => '' }, $class;
}

# Names of keys that are whole. Characters are themselves.
sub feed {
    my ($self, $octets) = @_;
    $self->{octets} .= $octets;
    my @keys;
    for ($self->{octets}) {
        while (length) {
            if    (s/\A\e[\[O]([0-9;]*[A-Za-z~])//) { push @keys, $SEQUENCE{$1} // () }
            elsif (/\A\e(?:[\[O][0-9;]*)?\z/)       {last}
            elsif (s/\A\e(?=\e)//)                  { push @keys, 'esc' }
            elsif (s/\A\e.//s)                      {next}
            elsif (s/\A([\x00-\x1f\x7f])//)         { push @keys, $CONTROL{$1} // () }
            elsif (/\A[\xc2-\xf4][\x80-\xbf]{0,2}\z/ && length() < _length($_)) {last}
            else { push @keys, _character(\$_) }
        }
    }
    return @keys;
}

sub _length {
    my $first = ord substr $_[0], 0, 1;
    return $first >= 0xf0 ? 4 : $first >= 0xe0 ? 3 : 2;
}

sub _character {
    my ($octets) = @_;
    my $wanted   = ord($$octets) < 0xc2 ? 1 : _length($$octets);
    my $one      = substr $$octets, 0, $wanted;
    return substr($$octets, 0, 1, '') if !utf8::decode($one) || length $one != 1;
    substr $$octets, 0, $wanted, '';
    return $one;
}

# Whether something may follow, or be all there is.
sub is_pending { return length $_[0]{octets} }

# Nothing more came: what was begun is taken as it is.
sub flush {
    my ($self) = @_;
    my $octets = $self->{octets};
    $self->{octets} = '';
    return $octets =~ /\A\e/ ? 'esc' : ();
}

# ---------------------------------------------------------------------------
# Keys by which one moves, in lists and in texts

# From where one is, the length of a page, and the last place.
my %MOVE = (
    up       => sub { $_[0] - 1 },
    down     => sub { $_[0] + 1 },
    pageup   => sub { $_[0] - $_[1] },
    pagedown => sub { $_[0] + $_[1] },
    home     => sub {0},
    end      => sub { $_[2] },
);
@MOVE{qw(k j g G)} = @MOVE{qw(up down home end)};

sub moved {
    my ($key, $here, $page, $last) = @_;
    my $move = $MOVE{$key} or return;
    my $to   = $move->($here, $page, $last);
    $to = $last if $to > $last;
    return $to < 0 ? 0 : $to;
}

1;

__END__

=head1 NAME

POE::XS::Top::Keys - what a terminal sends, as names of keys

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Keys;

    my $keys = POE::XS::Top::Keys->new;
    print join(' ', $keys->feed("j\e[B\r\e")), "\n";
    print $keys->flush, "\n";
    # prints:
    #   j down enter
    #   esc

=head1 METHODS

=head2 feed($octets)

I<Returns> a list of keys that are whole: characters, and the names backspace, backtab, delete, down, end, enter, esc, home,
left, pagedown, pageup, redraw, right, tab and up.

=head2 flush

I<Returns> what was begun and has no end.

=head2 is_pending

I<Returns> whether something was begun.

=head2 new

I<Returns> an object.

=head1 FUNCTIONS

=head2 moved($key, $here, $page, $last)

I<Returns> the place to which a key leads from this one, pages being so long and no place being after the last; nothing if
it is no key by which one moves.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
