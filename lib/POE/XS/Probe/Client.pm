package POE::XS::Probe::Client;

use strict;
use warnings;

our $VERSION = '2.000';

# One who looks: what it has said so far, and what it has not read yet.

use Errno  qw(EAGAIN EINTR EWOULDBLOCK);
use Socket ();

# A reader that left must not end the program by a signal.
use constant QUIETLY => eval { Socket::MSG_NOSIGNAL() } || 0;

use constant LINE_MOST    => 8192;         # bytes of a request
use constant ANSWERS_MOST => 32;           # that it waits for
use constant FULL         => 262_144;      # unread bytes, beyond which nothing more is made
use constant QUEUE_MOST   => 16_777_216;

sub new {
    my ($class, $socket) = @_;
    return bless {
        socket  => $socket,
        in      => '',
        out     => '',
        answers => [],
        watches => {},
        skipped => 0,
        sent    => 0,
    }, $class;
}

# What is complete. A line that is too long ends it all.
sub read_lines {
    my ($self) = @_;
    my $n = sysread $self->{socket}, $self->{in}, LINE_MOST, length $self->{in};
    if (!$n) {
        $self->{is_over} = 1 if defined $n or !($! == EAGAIN or $! == EWOULDBLOCK or $! == EINTR);
        return;
    }
    my @lines;
    push @lines, $1 while $self->{in} =~ s/\A([^\n]*)\n//;
    $self->{is_over} = 1 if length $self->{in} > LINE_MOST or grep { length > LINE_MOST } @lines;
    return @lines;
}

sub may_ask { return @{ $_[0]{answers} } < ANSWERS_MOST }

# The one whose turn it is: those that have nothing to say for a moment let others go first.
sub next_answer {
    my ($self) = @_;
    my $now = POE::XS::steady();
    for my $i (0 .. $#{ $self->{answers} }) {
        next if $self->{answers}[$i]{rests} > $now;
        unshift @{ $self->{answers} }, splice @{ $self->{answers} }, $i, 1 if $i;
        return $self->{answers}[0]{code};
    }
    return;
}

# What that gave: text, a number of seconds to rest, or nothing more.
sub had {
    my ($self, $piece) = @_;
    shift @{ $self->{answers} } if !defined $piece;
    return ''                   if !defined $piece;
    return $piece               if $piece !~ /\A[\d.]+\z/;
    $self->{answers}[0]{rests} = POE::XS::steady() + $piece;
    return '';
}

sub wait_for {
    my ($self, $code) = @_;
    push @{ $self->{answers} }, { code => $code, rests => 0 };
    return;
}

sub is_full { return length $_[0]{out} > FULL }

sub queue_most { return QUEUE_MOST }

# False: it is too far behind.
sub add {
    my ($self, $text) = @_;
    $self->{out} .= $text;
    return length $self->{out} <= $self->queue_most;
}

# done, waiting or gone
sub flush {
    my ($self) = @_;
    while (length $self->{out}) {
        local $SIG{PIPE} = 'IGNORE' if !QUIETLY;
        my $n = send $self->{socket}, $self->{out}, QUIETLY;
        if (!defined $n) {
            next if $! == EINTR;
            return $! == EAGAIN || $! == EWOULDBLOCK ? 'waiting' : 'gone';
        }
        substr $self->{out}, 0, $n, '';
        $self->{sent} += $n;
    }
    return 'done';
}

sub end {
    my ($self) = @_;
    $self->{answers} = [];
    $self->{watches} = {};
    delete $self->{socket};
    return;
}

1;

__END__

=head1 NAME

POE::XS::Probe::Client - one who looks through a probe

=head1 DESCRIPTION

What a viewer has said so far, what it has not read yet, and the answers that it waits for, with limits for each.

=head1 FUNCTIONS

=head2 add($text)

I<Returns> whether it is still near enough: false beyond 16 MB that it has not read.

=head2 end()

Forgets all. I<Returns> nothing.

=head2 flush()

Writes what can be written. I<Returns> C<done>, C<waiting> or C<gone>.

=head2 had($piece)

What the answer gave whose turn it was: text, a number of seconds to rest, or undef for no more. I<Returns> the text.

=head2 is_full()

I<Returns> whether so much waits that no more is to be made.

=head2 may_ask()

I<Returns> whether it may ask one thing more.

=head2 new($handle)

I<Returns> a new one.

=head2 next_answer()

I<Returns> the answer whose turn it is, or undef.

=head2 read_lines()

I<Returns> the lines that are complete by now. C<is_over> is true afterwards if it left, or sent a line that is too long.

=head2 queue_most()

I<Returns> how many bytes may wait for it.

=head2 wait_for($answer)

Puts an answer behind those that it waits for. I<Returns> nothing.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
