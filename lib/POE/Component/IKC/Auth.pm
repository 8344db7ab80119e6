package POE::Component::IKC::Auth;

# How two peers show each other that they know the same secret, which does not go over the wire: each gives a
# random number, and the other's answer could only be worked out with both numbers and the secret. Messages go
# in, messages to send come out; it owns no connection.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp        qw(croak);
use Digest::SHA qw(hmac_sha256_hex);

use constant NONCE_OCTETS => 16;

# ---------------------------------------------------------------------------
# Parts

# A number that nobody can guess, in hexadecimal digits.
sub nonce {
    open my $random, '<:raw', '/dev/urandom' or croak "/dev/urandom: $!";
    my $octets = '';
    my $got    = sysread $random, $octets, NONCE_OCTETS;
    croak "/dev/urandom: $!" if !$got || $got != NONCE_OCTETS;
    return unpack 'H*', $octets;
}

# What the side ('client' or 'server') shows: it covers who it is, so that it is of no use in the other
# direction or to another peer.
sub proof {
    my ($secret, $side, %of) = @_;
    my @parts = ('POE-IKC-1', $side, @of{qw(client_nonce server_nonce client_name server_name)});
    utf8::encode(my $key = $secret);
    my $text = join '', map { utf8::encode(my $part = $_); length($part) . ":$part" } @parts;
    return hmac_sha256_hex($text, $key);
}

# Takes as long for a near miss as for any other.
sub is_equal {
    my ($one, $other) = @_;
    return 0 if !defined $one || !defined $other || length $one != length $other;
    utf8::encode($_) for $one, $other;
    return 0 if length $one != length $other;
    my $differ = 0;
    $differ |= $_ for unpack 'C*', $one ^ $other;
    return $differ ? 0 : 1;
}

# ---------------------------------------------------------------------------
# One side of one exchange

# new(side => 'client'|'server', secret => , name => own first name, peer => the peer's first name)
sub new {
    my ($class, %given) = @_;
    croak "$class: side is 'client' or 'server'" if ($given{side} // '') !~ /\A(?:client|server)\z/;
    croak "$class: there is no secret"           if !length($given{secret} // '');
    my $self = bless { %given{qw(side secret name peer)}, nonce => nonce() }, $class;
    return $self;
}

sub is_over { return $_[0]{is_over} ? 1 : 0 }
sub failure { return $_[0]{failure} }

# The first message, which both sides send at once.
sub start {
    my ($self) = @_;
    return { auth => { nonce => $self->{nonce} } };
}

# Takes a message; returns those to send.
sub message {
    my ($self, $message) = @_;
    return if defined $self->{failure};
    my $auth = ref $message eq 'HASH' ? $message->{auth} : undef;
    return $self->_fail('the peer has to show that it knows the secret, and sent something else')
        if ref $auth ne 'HASH' || $self->{is_over};
    return $self->_fail('the peer refused the secret') if $auth->{refused};
    return $self->_answer($auth->{nonce}) if defined $auth->{nonce} && !defined $self->{theirs};
    return $self->_check($auth->{proof})  if defined $auth->{proof} && defined $self->{theirs};
    return $self->_fail('the peer showed its secret out of turn');
}

sub _fail {
    my ($self, $reason) = @_;
    $self->{failure} = $reason;
    return;
}

sub _proof_of {
    my ($self, $side) = @_;
    my $other = $self->{side} eq 'client' ? 'server' : 'client';
    return proof(
        $self->{secret}, $side,
        "$self->{side}_nonce" => $self->{nonce},
        "$self->{side}_name"  => $self->{name},
        "${other}_nonce"      => $self->{theirs},
        "${other}_name"       => $self->{peer},
    );
}

# The own number coming back is somebody who has none.
sub _answer {
    my ($self, $nonce) = @_;
    return $self->_fail('the peer gave no fit number')
        if ref $nonce || $nonce !~ /\A[0-9a-f]{32}\z/ || $nonce eq $self->{nonce};
    $self->{theirs} = $nonce;
    return { auth => { proof => $self->_proof_of($self->{side}) } };
}

sub _check {
    my ($self, $proof) = @_;
    my $other = $self->{side} eq 'client' ? 'server' : 'client';
    return $self->_fail('the peer has another secret')
        if ref $proof || !is_equal($proof, $self->_proof_of($other));
    $self->{is_over} = 1;
    return;
}

1;
