package POE::Filter::Reference::Zlib;

use strict;
use warnings;

our $VERSION = '2.000';

use Compress::Raw::Zlib qw(Z_OK Z_STREAM_END);
use Compress::Zlib      ();

# How many octets one compressed octet can become at most, and how many of them are taken at a time
# where that could pass the limit.
use constant { GROWTH => 1032, STEP => 4096 };

sub deflate { return Compress::Zlib::compress($_[0]) }

# A few octets may say that they are gigabytes, so what comes out is counted step by step. Returns undef
# for what is no compressed data, or is cut off.
sub inflate {
    my ($packed, $limit) = @_;
    return Compress::Zlib::uncompress($packed) if GROWTH * length($packed) <= $limit;
    my ($stream) = Compress::Raw::Zlib::Inflate->new(-AppendOutput => 1);
    my ($plain, $status) = ('', Z_OK);
    while ($status == Z_OK && length $packed) {
        my $step = substr $packed, 0, STEP, '';
        $status = $stream->inflate($step, $plain);
        die 'Framing buffer exceeds the limit' if length $plain > $limit;
    }
    return $status == Z_STREAM_END ? $plain : undef;
}

1;
