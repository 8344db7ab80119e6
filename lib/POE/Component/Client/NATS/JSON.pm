package POE::Component::Client::NATS::JSON;

# JSON as servers read and write it: true and false are not 1 and 0 there.

use strict;
use warnings;

our $VERSION = '2.000';

use Exporter qw(import);

our @EXPORT_OK = qw(data_of text_of json_true json_false);

my $BACKEND = _first_of(qw(Cpanel::JSON::XS JSON::XS JSON::PP));

sub _first_of {
    for my $package (@_) {
        local ($@, $SIG{__DIE__});
        my $file = "$package.pm" =~ s{::}{/}gr;
        return $package if eval { require $file };
    }
    die $@;
}

my $codec = $BACKEND->new->utf8->canonical->max_depth(64);

sub text_of { return $codec->encode($_[0]) }

# Undef for what is no JSON object or array.
sub data_of {
    my ($text) = @_;
    local ($@, $SIG{__DIE__});
    my $data = eval { $codec->decode($text) };
    return ref $data ? $data : undef;
}

my ($true, $false) = @{ $codec->decode('[true,false]') };

sub json_true  { return $true }
sub json_false { return $false }

1;
