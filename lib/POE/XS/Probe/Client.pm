package POE::XS::Probe::Client;

use strict;
use warnings;

our $VERSION = '2.000';

# One who looks: what it has said so far, and what it has not read yet.

use Errno qw(EAGAIN EINTR EWOULDBLOCK);
use Socket ();

# A reader that left must not end the program by a signal.
use constant QUIETLY => eval { Socket::MSG_NOSIGNAL() } || 0;

use constant LINE_MOST    => 65_536;       # bytes of a request
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
