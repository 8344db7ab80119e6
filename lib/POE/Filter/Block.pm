package POE::Filter::Block;

# Blocks of a fixed size, or with their length before them. Compiled but for the constructor.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp     qw(carp croak);
use Exporter qw(import);
use POE::XS;
use POE::Filter ();

our @ISA       = ('POE::Filter');
our @EXPORT_OK = ('FIRST_UNUSED');

# ENCODER and DECODER are undef for the default codec, decimal digits and a NUL.
use constant {
    FRAMING_BUFFER => 0, BLOCK_SIZE => 1, EXPECTED_SIZE => 2, ENCODER      => 3,
    DECODER        => 4, MAX_LENGTH => 5, MAX_BUFFER    => 6, FIRST_UNUSED => 7,
};

my $MEBI = 1024 * 1024;

sub new {
    my $class = shift;
    croak "$class must be given an even number of parameters" if @_ & 1;
    my %param = @_;
    my $size  = _block_size_of($class, \%param);
    my @codec = _codec_of($class, \%param);
    my ($max_length, $max_buffer) = _limits_of($class, \%param, $size);
    delete @param{qw(BlockSize LengthCodec MaxLength MaxBuffer)};
    carp "$class ignores unknown parameters: ", join(', ', sort keys %param) if keys %param;
    return bless [ '', $size, undef, @codec, $max_length, $max_buffer ], $class;
}

sub _block_size_of {
    my ($class, $param) = @_;
    my $size = $param->{BlockSize};
    return undef unless defined $size;    ## no critic (a value in a list)
    no warnings 'numeric';
    croak "$class doesn't support zero or negative block sizes" if $size < 1;
    for my $other (qw(LengthCodec MaxLength)) {
        croak "Can't use both $other and BlockSize at the same time" if exists $param->{$other};
    }
    return int $size;
}

sub _codec_of {
    my ($class, $param) = @_;
    my $codec = $param->{LengthCodec} or return (undef, undef);
    croak "LengthCodec must be an array reference" unless ref $codec eq 'ARRAY';
    croak "LengthCodec must contain two items"     unless @$codec == 2;
    my ($encoder, $decoder) = @$codec;
    croak "LengthCodec encoder must be a code reference" unless ref $encoder eq 'CODE';
    croak "LengthCodec decoder must be a code reference" unless ref $decoder eq 'CODE';
    return ($encoder, $decoder);
}

# Blocks of a fixed size have no other limit than the buffer's.
sub _limits_of {
    my ($class, $param, $size) = @_;
    my $max_buffer = $class->__param_max(MaxBuffer => 512 * $MEBI, $param);
    return (undef, $max_buffer) if defined $size;
    my $max_length = $class->__param_max(MaxLength => 64 * $MEBI, $param);
    croak "MaxBuffer is not large enough for MaxLength blocks"
        unless $max_buffer >= $max_length + length($max_length) + 1;
    return ($max_length, $max_buffer);
}

sub clone {
    my ($self) = @_;
    return bless [ '', @$self[ 1 .. $#$self ] ], ref $self;
}

sub get_pending {
    my ($self) = @_;
    return length $self->[FRAMING_BUFFER] ? [ $self->[FRAMING_BUFFER] ] : undef;
}

1;
