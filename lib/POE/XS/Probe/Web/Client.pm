package POE::XS::Probe::Web::Client;

use strict;
use warnings;

our $VERSION = '2.000';

# One connection of a browser: requests come out of it one at a time, and bytes that are not read stay in it, but not
# many of either.

use POE::Filter::HTTPD ();
use POE::XS::Probe::Client;
use Socket qw(SOL_SOCKET SO_SNDBUF);

our @ISA = ('POE::XS::Probe::Client');

use constant {
    READ         => 16_384,
    HEAD_MOST    => 8192,
    CONTENT_MOST => 1024,
    AHEAD_MOST   => 32_768,       # bytes of further requests, while one is answered
    IGNORED_MOST => 1_048_576,    # of one that has to go
    SYSTEM_KEEPS => 131_072,      # of what was sent
};

# Bytes that wait for a reader, seconds that it may take to ask, to ask again, to read what there is, and to go.
our %LIMIT = (queue => 1_048_576, ask => 10, rest => 60, read => 30, go => 2);

sub new {
    my ($class, $socket) = @_;
    my $self = POE::XS::Probe::Client::new($class, $socket);
    setsockopt $socket, SOL_SOCKET, SO_SNDBUF, SYSTEM_KEEPS;
    $self->{filter} = POE::Filter::HTTPD->new(
        MaxHeader => HEAD_MOST, MaxContent => CONTENT_MOST,
        MaxBuffer => AHEAD_MOST
    );
    $self->{since} = POE::XS::steady();
    return $self;
}

sub queue_most { return $LIMIT{queue} }

# Takes what has come. Of one that has to go nothing is looked at.
sub read {
    my ($self) = @_;
    my $n = sysread $self->{socket}, my $bytes, READ;
    if (!$n) {
        $self->{is_over} = 1 if defined $n or !($!{EAGAIN} or $!{EWOULDBLOCK} or $!{EINTR});
        return;
    }
    return $self->_ignore($n) if $self->{is_going};
    $self->{has_begun} = 1;
    eval { $self->{filter}->get_one_start([$bytes]); 1 } or $self->{is_over} = 1;
    return;
}

sub _ignore {
    my ($self, $n) = @_;
    $self->{ignored} += $n;
    $self->{is_over} = 1 if $self->{ignored} > IGNORED_MOST;
    return;
}

# An HTTP::Request, an HTTP::Response that refuses what is none, or nothing yet.
sub next_request {
    my ($self) = @_;
    return if $self->{is_over} or $self->{is_going} or $self->{is_busy};
    my ($request) = @{ $self->{filter}->get_one };
    return if !$request;
    $self->{is_busy} = 1;
    return $request;
}

# It may ask for something else.
sub is_answered {
    my ($self) = @_;
    $self->{is_busy}   = 0;
    $self->{has_begun} = !!$self->{filter}->get_pending;
    $self->{since}     = POE::XS::steady();
    return;
}

sub flush {
    my ($self) = @_;
    my $before = length $self->{out};
    my $state  = $self->SUPER::flush;
    $self->{moved} = POE::XS::steady() if !$before or length $self->{out} < $before;
    return $state;
}

# Whether it has been waited for long enough.
sub is_late {
    my ($self, $now) = @_;
    return $now - $self->{since} > $LIMIT{go}                          if $self->{is_going};
    return length $self->{out} && $now - $self->{moved} > $LIMIT{read} if $self->{is_busy};
    return $now - $self->{since} > $LIMIT{ $self->{has_begun} || !$self->{moved} ? 'ask' : 'rest' };
}

1;

__END__

=head1 NAME

POE::XS::Probe::Web::Client - one connection of a browser

=head1 DESCRIPTION

A L<POE::XS::Probe::Client> that speaks HTTP: requests come out of it one at a time, with limits for their size and time.

=head1 FUNCTIONS

=head2 flush()

Writes what can be written. I<Returns> C<done>, C<waiting> or C<gone>.

=head2 is_answered()

Now it may ask for something else. I<Returns> nothing.

=head2 is_late($now)

I<Returns> whether it has been waited for long enough.

=head2 new($handle)

I<Returns> a new one.

=head2 next_request()

I<Returns> an HTTP::Request, an HTTP::Response that refuses what is none, or nothing yet.

=head2 queue_most()

I<Returns> how many bytes may wait for it.

=head2 read()

Takes what has come. C<is_over> is true afterwards if it left, or sent too much. I<Returns> nothing.

=head1 SEE ALSO

L<POE::XS::Probe::Web>

=cut
