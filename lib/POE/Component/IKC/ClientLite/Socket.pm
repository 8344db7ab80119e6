package POE::Component::IKC::ClientLite::Socket;

# A connection for programs without an event loop: every step waits, but none longer than until a given time.
# TLS and Unix sockets included.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno qw(EAGAIN EINPROGRESS EINTR EPIPE EWOULDBLOCK);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Socket
    qw(AF_UNIX IPPROTO_TCP MSG_DONTWAIT MSG_NOSIGNAL MSG_PEEK SOCK_STREAM SOL_SOCKET SO_ERROR TCP_NODELAY
    getaddrinfo pack_sockaddr_un);
use Time::HiRes ();

use constant { READS => 0, WRITES => 1 };

sub now { return Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) }

# ---------------------------------------------------------------------------
# Opening

# to(until => TIME, ip => , port => , unix => , tls => ): an object, or undef and the reason.
sub to {
    my ($class, %to) = @_;
    my $self = bless { until => $to{until}, process => $$ }, $class;
    my ($reason, @addresses) = _addresses(%to);
    return (undef, $reason) if !@addresses;
    for my $address (@addresses) {
        $reason = $self->_open($address) or last;
        $self->close;
    }
    $reason ||= $self->_start_tls($to{tls}, $to{ip}) if $to{tls};
    return $reason ? (undef, $reason) : $self;
}

# The reason why there are none, and the addresses: [family, packed address].
sub _addresses {
    my (%to) = @_;
    return ('', [ AF_UNIX, pack_sockaddr_un($to{unix}) ]) if defined $to{unix};
    my ($error, @found)
        = getaddrinfo($to{ip}, $to{port}, { socktype => SOCK_STREAM, protocol => IPPROTO_TCP });
    return "$to{ip}: $error" if $error;
    return ('no address', map { [ @$_{qw(family addr)} ] } @found);
}

# The reason why it failed, or nothing.
sub _open {
    my ($self, $address)  = @_;
    my ($family, $packed) = @$address;
    socket my $handle, $family, SOCK_STREAM, 0 or return "socket: $!";
    $self->{handle} = $handle;
    fcntl $handle, F_SETFL, O_NONBLOCK | fcntl $handle, F_GETFL,
        0;    # as a method it would load IO::File
    setsockopt $handle, IPPROTO_TCP, TCP_NODELAY, 1 if $family != AF_UNIX;
    return                                          if connect $handle, $packed;
    return "connect: $!"                            if $! != EINPROGRESS && $! != EINTR;
    return 'connect: Connection timed out'          if !$self->wait_for(WRITES);
    local $! = unpack 'i', getsockopt $handle, SOL_SOCKET, SO_ERROR;
    return $! ? "connect: $!" : undef;
}

# The certificate is compared with the name of the host.
sub _start_tls {
    my ($self, $tls, $host) = @_;
    require POE::Driver::TLS::Context;
    my $context = ref $tls eq 'HASH'
        || !ref $tls ? POE::Driver::TLS::Context->new(ref $tls ? %$tls : ()) : $tls;
    $self->{context} = $context;
    $self->{tls}     = $context->connection($host);
    Net::SSLeay::set_fd($self->{tls}, fileno $self->{handle});
    while ((my $result = Net::SSLeay::connect($self->{tls})) != 1) {
        $self->_wants($result) or return $self->_tls_failure('TLS');
    }
    return;
}

# ---------------------------------------------------------------------------
# Waiting

sub set_until { $_[0]{until} = $_[1]; return }

# False when the time is up.
sub wait_for {
    my ($self, $direction) = @_;
    my $number = fileno $self->{handle};
    while (1) {
        my @sets = ('', '');
        vec($sets[$direction], $number, 1) = 1;
        my $left  = $self->{until} - now();
        my $count = select $sets[READS], $sets[WRITES], undef, $left > 0 ? $left : 0;
        return $count > 0 if $count >= 0;
        return 0          if $! != EINTR;
    }
    return 0;
}

# ---------------------------------------------------------------------------
# Octets in and out

# Appends what comes: the number of octets, 0 at the end, undef and the reason otherwise.
sub read_into {
    my ($self, $buffer, $size) = @_;
    while (1) {
        my $count = $self->{tls} ? $self->_tls_read($buffer, $size) : sysread $self->{handle},
            $$buffer, $size, length $$buffer;
        return $count                                 if defined $count;
        next                                          if $! == EINTR;
        return (undef, $self->{reason} // "read: $!") if $! != EAGAIN && $! != EWOULDBLOCK;
        return (undef, 'timed out')                   if !$self->wait_for($self->{wanted} // READS);
    }
    return;
}

# True when all is out, else false and the reason.
sub write_all {
    my ($self, $octets) = @_;
    my $done = 0;
    while ($done < length $octets) {
        my $count = $self->{tls} ? $self->_tls_write($octets, $done) : $self->_send($octets, $done);
        if (defined $count) { $done += $count; next }
        next                                       if $! == EINTR;
        return (0, $self->{reason} // "write: $!") if $! != EAGAIN && $! != EWOULDBLOCK;
        return (0, 'timed out')                    if !$self->wait_for($self->{wanted} // WRITES);
    }
    return 1;
}

# Without the signal that would end a program which does not expect it. A large piece that begins in the middle
# is copied, so it is a small one.
sub _send {
    my ($self, $octets, $done) = @_;
    return send $self->{handle}, $octets, MSG_NOSIGNAL if !$done;
    return send $self->{handle}, substr($octets, $done, 262_144), MSG_NOSIGNAL;
}

# Whether the other end has closed already, so that what is written now would be lost.
sub has_ended {
    my ($self) = @_;
    my $got = recv $self->{handle}, my $octet, 1, MSG_PEEK | MSG_DONTWAIT;
    return $! != EAGAIN && $! != EWOULDBLOCK && $! != EINTR if !defined $got;
    return !length $octet;
}

# Whether a read would have something at once.
sub is_ready {
    my ($self) = @_;
    return 1 if $self->{tls} && Net::SSLeay::pending($self->{tls});
    local $self->{until} = 0;
    return $self->wait_for(READS);
}

# ---------------------------------------------------------------------------
# TLS

sub _tls_read {
    my ($self, $buffer, $size) = @_;
    Net::SSLeay::ERR_clear_error();
    my ($data, $result) = Net::SSLeay::read($self->{tls}, $size);
    if (defined $data && length $data) {
        $$buffer .= $data;
        return length $data;
    }
    return $self->_tls_again($result // -1);
}

sub _tls_write {
    my ($self, $octets, $done) = @_;
    Net::SSLeay::ERR_clear_error();
    local $SIG{PIPE} = 'IGNORE';
    my $count = Net::SSLeay::write($self->{tls}, substr $octets, $done, 16_384);
    return $count > 0 ? $count : $self->_tls_again($count);
}

# After a step that did nothing: 0 at the end, else undef with $! as the plain calls set it.
sub _tls_again {
    my ($self, $result) = @_;
    my $error = Net::SSLeay::get_error($self->{tls}, $result);
    return 0 if $error == Net::SSLeay::ERROR_ZERO_RETURN();
    my $reads = $error == Net::SSLeay::ERROR_WANT_READ();
    if ($reads || $error == Net::SSLeay::ERROR_WANT_WRITE()) {
        $self->{wanted} = $reads ? READS : WRITES;
        $! = EAGAIN;
        return undef;    ## no critic (as sysread does)
    }
    $self->{reason} = $self->_tls_failure('TLS');
    $! = EPIPE;
    return undef;        ## no critic (as sysread does)
}

sub _wants {
    my ($self, $result) = @_;
    return   if defined $self->_tls_again($result) || $! != EAGAIN;
    return 1 if $self->wait_for($self->{wanted});
    $self->{reason} = 'TLS: timed out';
    return;
}

sub _tls_failure {
    my ($self, $what) = @_;
    return $self->{reason} if defined $self->{reason};
    my $text   = POE::Driver::TLS::Context::newest_error();
    my $result = Net::SSLeay::get_verify_result($self->{tls});
    $text .= ': ' . Net::SSLeay::X509_verify_cert_error_string($result)
        if $result != Net::SSLeay::X509_V_OK();
    return "$what: " . ($text eq '' ? 'the connection ended' : $text);
}

# ---------------------------------------------------------------------------
# The end

sub is_of_this_process { return $_[0]{process} == $$ }

# A forked process leaves the farewell to its parent.
sub close {    ## no critic (it is a method)
    my ($self) = @_;
    if (my $tls = delete $self->{tls}) {
        local $SIG{PIPE} = 'IGNORE';
        Net::SSLeay::shutdown($tls) if $self->is_of_this_process;
        Net::SSLeay::free($tls);
    }
    my $handle = delete $self->{handle} or return;
    CORE::close $handle;
    return;
}

sub DESTROY {
    my ($self) = @_;
    local ($@, $!, $?);
    $self->close if ${^GLOBAL_PHASE} ne 'DESTRUCT';
    return;
}

1;
