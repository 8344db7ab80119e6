package POE::Component::Client::NATS::NKey;

# A login by a key: the server's random word, signed. A seed is base32 of two octets that say what it is,
# 32 octets of the key, and a check sum.

use strict;
use warnings;

our $VERSION = '2.000';

use MIME::Base64 qw(encode_base64url);

use constant { USER => 20 << 3 };

sub login {
    my ($seed, $nonce) = @_;
    eval { require Crypt::PK::Ed25519; 1 }
        or die "nkey needs the module Crypt::PK::Ed25519, of CryptX\n";
    my $key = Crypt::PK::Ed25519->new;
    $key->import_key_raw(_key_of($seed), 'private');
    my $public = chr(USER) . $key->export_key_raw('public');
    return (
        nkey => _to_base32($public . pack 'v', _sum($public)),
        sig  => encode_base64url($key->sign_message($nonce)),
    );
}

sub _key_of {
    my ($seed) = @_;
    my $octets = _from_base32($seed);
    die "nkey is no seed of a user\n"
        if length $octets != 36
        or substr($seed, 0, 2) ne 'SU'
        or unpack('v', substr $octets, 34) != _sum(substr $octets, 0, 34);
    return substr $octets, 2, 32;
}

my @letters = ('A' .. 'Z', 2 .. 7);
my %value   = map { $letters[$_] => $_ } 0 .. $#letters;

sub _to_base32 {
    my ($octets) = @_;
    my $bits = unpack 'B*', $octets;
    $bits .= '0' x (-length($bits) % 5);
    return join '', map { $letters[ oct "0b$_" ] } $bits =~ /(.{5})/g;
}

sub _from_base32 {
    my ($text) = @_;
    my $bits = join '', map { sprintf '%05b', $value{$_} // 0 } split //, $text;
    return pack 'B*', substr $bits, 0, 8 * int(length($bits) / 8);
}

# CRC-16 of XMODEM.
sub _sum {
    my ($octets) = @_;
    my $sum = 0;
    for my $octet (unpack 'C*', $octets) {
        $sum ^= $octet << 8;
        $sum = ($sum & 0x8000 ? $sum << 1 ^ 0x1021 : $sum << 1) & 0xffff for 1 .. 8;
    }
    return $sum;
}

1;
