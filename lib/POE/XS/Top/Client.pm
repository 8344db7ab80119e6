package POE::XS::Top::Client;

# A connection to a running program. Nothing here waits unless it is told for how long.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno       qw(EAGAIN ECONNREFUSED EINTR ENOENT EWOULDBLOCK);
use Fcntl       qw(F_GETFL F_SETFL O_NONBLOCK);
use Socket      qw(AF_UNIX SOCK_STREAM pack_sockaddr_un);
use Time::HiRes ();

use POE::XS::Top::Answer ();
use POE::XS::Top::JSON   ();

use constant { VERSION_SPOKEN => 1, LONGEST_LINE => 64 << 20, READ_AT_ONCE => 1 << 16 };

# Dies with a line if there is no connection.
sub new {
    my ($class, $path, %option) = @_;
    my $self = bless {
        path     => $path, in => '', out => '', id => 0, open => {}, hello => undef,
        patience => $option{patience} || 5, lost => undef,
    }, $class;
    $self->{socket} = _connected($path);
    return $self;
}

sub _connected {
    my ($path) = @_;
    socket my $socket, AF_UNIX, SOCK_STREAM, 0                      or die "no socket: $!\n";
    fcntl $socket, F_SETFL, fcntl($socket, F_GETFL, 0) | O_NONBLOCK or die "no socket: $!\n";
    utf8::encode($path) if utf8::is_utf8($path);
    my $address = eval { pack_sockaddr_un($path) } // die "the path is too long for a socket\n";
    return $socket                             if connect $socket, $address;
    die "stale: no program listens any more\n" if $! == ECONNREFUSED;
    die "there is no such socket\n"            if $! == ENOENT;
    die "the program does not answer\n"        if $! == EAGAIN || $! == EWOULDBLOCK;
    die "$!\n";
}

sub is_live { return 1 }
sub handle  { return $_[0]{socket} }
sub lost    { return $_[0]{lost} }
sub hello   { return $_[0]{hello} || {} }
sub path    { return $_[0]{path} }

# Whether an answer is still to come.
sub waits { return scalar keys %{ $_[0]{open} } }

sub wants_write { return length $_[0]{out} && !defined $_[0]{lost} }

sub send {
    my ($self, $op, %argument) = @_;
    my $id = ++$self->{id};
    $self->{open}{$id} = { %argument, op => $op };
    $self->{out}
        .= POE::XS::Top::JSON::line({ %argument, v => VERSION_SPOKEN, id => $id, op => $op });
    $self->flush;
    return $id;
}

# Answers to this are of no interest any more.
sub forget {
    my ($self, $id) = @_;
    delete $self->{open}{$id};
    return;
}

sub flush {
    my ($self) = @_;
    return if !$self->wants_write;
    local $SIG{PIPE} = 'IGNORE';
    my $sent = syswrite $self->{socket}, $self->{out};
    if    (defined $sent) { substr $self->{out}, 0, $sent, '' }
    elsif (!_again())     { $self->_lose("the connection broke: $!") }
    return;
}

sub _again { return $! == EAGAIN || $! == EWOULDBLOCK || $! == EINTR }

sub _lose {
    my ($self, $reason) = @_;
    $self->{lost} //= $reason;
    return;
}

# What has arrived: a list of { id, request, part }.
sub receive {
    my ($self) = @_;
    $self->flush;
    return if defined $self->{lost};
    my $got = sysread $self->{socket}, $self->{in}, READ_AT_ONCE, length $self->{in};
    if    (!defined $got) { $self->_lose("the connection broke: $!") if !_again() }
    elsif (!$got)         { $self->_lose('the program has gone') }
    my @parts;
    push @parts, $self->_part($_) for $self->_whole_lines($got);
    $self->_lose('the program sends lines without end') if length $self->{in} > LONGEST_LINE;
    return @parts;
}

# Only what is new can have the end of a line.
sub _whole_lines {
    my ($self, $got) = @_;
    return if !$got;
    my $end = rindex $self->{in}, "\n";
    return if $end < length($self->{in}) - $got;
    return split /^/, substr $self->{in}, 0, $end + 1, '';
}

sub _part {
    my ($self, $line) = @_;
    return if $line =~ /\A\s*\z/;
    my $part = POE::XS::Top::JSON::object($line);
    if (!$part) {
        $self->_lose('what answers is no probe of POE');
        return;
    }
    my $id = $part->{id};
    if (!defined $id || ref $id) {
        $self->{hello} ||= $part if ($part->{op} // '') eq 'hello';
        return;
    }
    my $request = $self->{open}{$id} or return;
    delete $self->{open}{$id} if $part->{last};
    return { id => $id, request => $request, part => $part };
}

# Waits for bytes, at most so long. False if there were none.
sub wait_for {
    my ($self, $seconds) = @_;
    return 1 if defined $self->{lost};
    my ($in, $out) = ('', '');
    vec($in, fileno $self->{socket}, 1)  = 1;
    vec($out, fileno $self->{socket}, 1) = 1 if $self->wants_write;
    return select($in, $out, undef, $seconds < 0 ? 0 : $seconds) > 0;
}

# The whole answer. Dies with a line if there is none in time. With `longer` it has so many seconds more.
sub ask {
    my ($self, $op, %argument) = @_;
    my $longer = delete $argument{longer};
    return $self->awaited($self->send($op, %argument), $longer);
}

# The same for what was sent before; the last that was sent, unless its number is given.
sub awaited {
    my ($self, $id, $longer) = @_;
    $id //= $self->{id};
    my $until = $self->_until($longer);
    my %whole;
    while (!$whole{last}) {
        my @parts = $self->receive;
        for my $part (grep { $_->{id} == $id } @parts) {
            $until = $self->_until;
            POE::XS::Top::Answer::add(\%whole, $part->{part});
        }
        last                                if $whole{last};
        die "$self->{lost}\n"               if defined $self->{lost};
        $self->wait_for($until - _now())    if !@parts;
        die "the program does not answer\n" if _now() > $until;
    }
    return \%whole;
}

sub _until {
    my ($self, $longer) = @_;
    return _now() + $self->{patience} + ($longer || 0);
}

sub _now { return Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) }

# Waits for the greeting, which tells who that is.
sub greeted {
    my ($self) = @_;
    my $until = $self->_until;
    while (!$self->{hello}) {
        $self->receive;
        last                                if $self->{hello};
        die "$self->{lost}\n"               if defined $self->{lost};
        die "the program does not answer\n" if _now() > $until;
        $self->wait_for($until - _now());
    }
    return $self->{hello};
}

1;

__END__

=head1 NAME

POE::XS::Top::Client - a connection to a running program

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Client;

    my $client = eval { POE::XS::Top::Client->new('/nowhere/1.sock') };
    print $@;
    # prints: there is no such socket

=head1 DESCRIPTION

It speaks the protocol of probes, version 1: lines of JSON over a Unix socket. Answers may come in parts; those that
nobody waits for are passed over, and so is what is not known.

=head1 METHODS

=head2 ask($op, %argument)

Sends a request and waits. I<Returns> the whole answer; it dies with a line if there is none in time, C<longer>
being so many seconds more.

=head2 awaited($id, $longer)

I<Returns> the whole answer to a request that was sent, the last one if no number is given.

=head2 flush

Sends what could not be sent at once.

=head2 forget($id)

Passes over answers to this request from now on.

=head2 greeted

I<Returns> the greeting, for which it waits.

=head2 handle

I<Returns> the socket, to wait for.

=head2 hello

I<Returns> the greeting, or an empty hash if there was none yet.

=head2 is_live

I<Returns> true, as this is a program that runs.

=head2 lost

I<Returns> why there is no connection any more, or C<undef>.

=head2 new($path, %option)

I<Returns> a connection. It dies with a line that says why there is none. C<patience> is how many seconds an answer may
take, by default 5.

=head2 path

I<Returns> the path of the socket.

=head2 receive

I<Returns> a list of what has arrived, as hashes: C<id>, C<request>, C<part>.

=head2 send($op, %argument)

Sends a request. I<Returns> its number.

=head2 wait_for($seconds)

Waits for something to read or to write. I<Returns> whether there is.

=head2 waits

I<Returns> how many requests are not answered yet.

=head2 wants_write

I<Returns> whether something is left to be sent.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
