package POE::XS::Top::Terminal;

# The terminal: its size, its mode, and that it is as it was when the program ends, however that comes.

use strict;
use warnings;

our $VERSION = '2.000';

use POSIX ();

use constant HAS_READKEY => !$ENV{POE_TOP_NO_READKEY} && eval { require Term::ReadKey };

use constant {
    OPENING => "\e[?1049h\e[?25l\e[m\e[2J",
    CLOSING => "\e[m\e[?25h\e[?1049l",
};

# Both numbers that TIOCGWINSZ has on the systems that have it.
use constant SIZE_REQUESTS => $^O eq 'linux' ? (0x5413, 0x40087468) : (0x40087468, 0x5413);

# Columns and rows.
sub size {
    my ($handle) = @_;
    my @size = HAS_READKEY ? _size_by_readkey($handle) : _size_by_ioctl($handle);
    @size = @ENV{qw(COLUMNS LINES)} if !$size[0];
    my ($columns, $rows) = map { /\A([0-9]{1,4})\z/ && $1 ? $1 : undef } map { $_ // '' } @size;
    return ($columns // 80, $rows // 24);
}

sub _size_by_readkey {
    my ($handle) = @_;
    my @size = eval {
        local $SIG{__WARN__} = sub { };
        Term::ReadKey::GetTerminalSize($handle);
    };
    return @size[ 0, 1 ];
}

sub _size_by_ioctl {
    my ($handle) = @_;
    for my $request (SIZE_REQUESTS) {
        my $size = "\0" x 8;
        next if !ioctl $handle, $request, $size;
        my ($rows, $columns) = unpack 'S2', $size;
        return ($columns, $rows) if $columns && $rows;
    }
    return;
}

# Whether the words of this terminal are UTF-8.
sub is_utf8 {
    my ($locale) = grep { defined && $_ ne '' } @ENV{qw(LC_ALL LC_CTYPE LANG)};
    return defined $locale && $locale =~ /utf-?8/i;
}

sub has_colours {
    return !length($ENV{NO_COLOR} // '') && ($ENV{TERM} // 'dumb') ne 'dumb';
}

# ---------------------------------------------------------------------------
# As an object: what is done to the terminal is undone when the object goes.

# Keys come from the terminal even if standard input is something else.
sub new {
    my ($class) = @_;
    my $in = \*STDIN;
    if (!-t STDIN) {
        open $in, '<', '/dev/tty' or die "there is no terminal to type on\n";
    }
    return bless { in => $in, out => \*STDOUT, owner => $$, out_buffer => '' }, $class;
}

sub in { return $_[0]{in} }

sub open {
    my ($self) = @_;
    return if $self->{opened};
    my $fd = fileno $self->{in};
    my $is = $self->{before} ||= POSIX::Termios->new;
    $is->getattr($fd) or die "the terminal has no mode: $!\n";
    my $raw = POSIX::Termios->new;
    $raw->getattr($fd);
    $raw->setlflag($raw->getlflag & ~(POSIX::ICANON() | POSIX::ECHO()));
    $raw->setcc(POSIX::VMIN(), 1);
    $raw->setcc(POSIX::VTIME(), 0);
    $self->{opened} = 1;
    $raw->setattr($fd, POSIX::TCSANOW());
    $self->write(OPENING);
    return;
}

sub close {
    my ($self) = @_;
    return if !$self->{opened} || $self->{owner} != $$;
    $self->{opened} = 0;
    $self->write(CLOSING);
    $self->{before}->setattr(fileno $self->{in}, POSIX::TCSANOW());
    return;
}

sub DESTROY {
    my ($self) = @_;
    local ($@, $!, $?);
    eval { $self->close };
    return;
}

# All of it. A terminal that is gone is no reason to complain to it.
sub write {
    my ($self, $text) = @_;
    utf8::encode($text);
    while (length $text) {
        my $sent = syswrite $self->{out}, $text;
        if (defined $sent) { substr $text, 0, $sent, ''; next }
        next   if $!{EINTR};
        return if !$!{EAGAIN};
        vec(my $ready = '', fileno $self->{out}, 1) = 1;
        select undef, $ready, undef, 0.1;
    }
    return;
}

1;

__END__

=head1 NAME

POE::XS::Top::Terminal - the terminal of poe-top

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Terminal;

    open my $no_terminal, '<', '/dev/null';
    @ENV{qw(COLUMNS LINES)} = (132, 43);
    my ($columns, $rows) = POE::XS::Top::Terminal::size($no_terminal);
    print "$columns x $rows\n";
    # prints: 132 x 43

=head1 DESCRIPTION

As an object it reads keys one by one, unseen, and shows another screen, until it is closed or goes. The mode is set by
L<POSIX>. The size is found by L<Term::ReadKey> where that is installed, unless C<POE_TOP_NO_READKEY> is set, and by
an ioctl else; where there is none it is that of C<COLUMNS> and C<LINES>, or 80 by 24.

=head1 FUNCTIONS

=head2 has_colours

I<Returns> whether colours may be used: not with C<NO_COLOR>, or where C<TERM> is C<dumb>.

=head2 is_utf8

I<Returns> whether the locale says UTF-8.

=head2 size($handle)

I<Returns> columns and rows.

=head1 METHODS

=head2 close

The terminal is as it was.

=head2 in

I<Returns> the handle that keys are read from.

=head2 new

I<Returns> an object for standard input and output. It dies if there is no terminal to type on.

=head2 open

Changes the mode of the terminal.

=head2 write($text)

Writes text as UTF-8.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
