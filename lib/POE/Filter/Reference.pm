package POE::Filter::Reference;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(carp confess croak);
use Exporter     qw(import);
use Scalar::Util qw(blessed);
use POE::XS;
use POE::Filter ();
use POE::Filter::Reference::Serializers;

our @ISA       = ('POE::Filter');
our @EXPORT_OK = qw(FIRST_UNUSED);

use constant {
    BUFFER       => 0, FREEZE     => 1, THAW => 2, COMPRESS => 3, NO_FATALS => 4,
    MAX_BUFFER   => 5, BAD_BUFFER => 6,
    FIRST_UNUSED => 7,
};

# What is used where no serializer is named.
our ($DEF_FREEZER, $DEF_FREEZE, $DEF_THAW) = POE::Filter::Reference::Serializers::default();

use constant DEFAULT_MAX => 512 * 1024 * 1024;

# A length has at most so many digits; longer runs of digits are no length that any buffer could hold.
use constant MAX_DIGITS => 20;

use constant {
    TOO_MUCH => 'Framing buffer exceeds the limit',
    DAMAGED  => 'Compressed data is damaged',
};

# What BAD_BUFFER may hold besides a message that is still to be told: since the last chunk came there
# was nothing to tell, or it has been told.
use constant { NOTHING_BAD => '', TOLD => 0 };

# ---------------------------------------------------------------------------
# Construction

my %is_parameter = map { $_ => 1 } qw(Serializer Compression NoFatals MaxBuffer);

sub new {
    my ($class, @given) = @_;
    my %given = _parameters($class, @given);
    my ($serializer, $compression, $no_fatals) = delete @given{qw(Serializer Compression NoFatals)};
    my $max = $class->__param_max(MaxBuffer => DEFAULT_MAX, \%given);
    delete $given{MaxBuffer};
    carp "$class ignores unknown parameters: " . join ', ', sort keys %given if %given;

    my ($freeze, $thaw) = _methods_of($serializer) or return;
    $compression = $compression && _have_zlib() ? $compression : 0;
    return bless [ '', $freeze, $thaw, $compression, $no_fatals || 0, $max, NOTHING_BAD ],
        $class;
}

# Three ways to say the same: by place, in a hash, by name.
sub _parameters {
    my ($class, @given) = @_;
    return %{ $given[0] } if @given == 1 && ref $given[0] eq 'HASH';
    if (_are_by_place(@given)) {
        my %given;
        @given{qw(Serializer Compression NoFatals)} = @given;
        return %given;
    }
    croak "$class requires an even number of parameters" if @given % 2;
    return @given;
}

sub _are_by_place {
    my (@given) = @_;
    return 1 if !defined $given[0] || @given == 1 || @given == 3;
    return @given < 3 && !$is_parameter{ $given[0] };
}

# The functions of a package take the data alone; those of an object are its methods.
sub _methods_of {
    my ($serializer) = @_;
    return ($DEF_FREEZE, $DEF_THAW) if !defined $serializer;
    my ($freeze, $thaw) = POE::Filter::Reference::Serializers::find($serializer);
    carp "$serializer doesn't have a freeze or nfreeze method" if !$freeze;
    carp "$serializer doesn't have a thaw method"              if !$thaw;
    return                                                     if !$freeze || !$thaw;
    return ($freeze, $thaw)                                    if !blessed $serializer;
    return (sub { $serializer->$freeze(@_) }, sub { $serializer->$thaw(@_) });
}

sub _have_zlib {
    return 1 if eval { require POE::Filter::Reference::Zlib };
    delete @INC{ grep { !defined $INC{$_} } keys %INC }
        ;    # may be read when there are descriptors again
    warn $@;
    carp 'Filter::Reference compression option ignored';
    return 0;
}

sub clone {
    my ($self) = @_;
    my $clone = $self->SUPER::clone;
    $clone->[BAD_BUFFER] = NOTHING_BAD;
    return $clone;
}

# ---------------------------------------------------------------------------
# Reading

sub get_one_start {
    my ($self, $chunks) = @_;
    my $buffer = \$self->[BUFFER];
    $$buffer .= @$chunks == 1 ? $chunks->[0] : join '', @$chunks;
    _to_octets($$buffer) if utf8::is_utf8($$buffer);
    $self->[BAD_BUFFER] = NOTHING_BAD;
    _hold_back($self, $chunks) if length $$buffer > $self->[MAX_BUFFER];
    return;
}

# A buffer that was over its limit already takes nothing more.
sub _hold_back {
    my ($self, $chunks) = @_;
    my $before = length($self->[BUFFER]) - length join '', @$chunks;
    substr($self->[BUFFER], $before) = '' if $before > $self->[MAX_BUFFER];
    $self->[BAD_BUFFER] = _too_much($self);
    return;
}

sub _too_much {
    my ($self) = @_;
    die TOO_MUCH if !$self->[NO_FATALS];
    return TOO_MUCH;
}

# Wide characters count as what they are in UTF-8.
sub _to_octets {
    utf8::downgrade($_[0], 1) or utf8::encode($_[0]);
    return;
}

# Whole frames go from the compiled part straight to the thawer; what is none, and errors that are
# records, take the steps one by one.
sub get {
    my ($self, $chunks) = @_;
    return $self->SUPER::get($chunks)
        if ref $self ne __PACKAGE__ || $self->[COMPRESS] || $self->[NO_FATALS];
    get_one_start($self, $chunks);
    my @records;
    return \@records if !_thaw_all($self->[BUFFER], $self->[THAW], \@records);
    push @records, @{ $self->SUPER::get([]) } if length $self->[BUFFER];
    return \@records;
}

sub get_one {
    my ($self) = @_;
    return [ _tell($self) ] if $self->[BAD_BUFFER];
    my $image = _take_frame($self->[BUFFER]) // return _without_frame($self);
    return [ $self->[THAW]->($image) ]   if !$self->[COMPRESS] && !$self->[NO_FATALS];
    return [ _record_in($self, $image) ] if !$self->[NO_FATALS];
    my @records;
    return eval { @records = _record_in($self, $image); 1 } ? \@records : ["$@"];
}

sub _tell {
    my ($self) = @_;
    my $message = $self->[BAD_BUFFER];
    $self->[BAD_BUFFER] = TOLD;
    return $message;
}

sub _record_in {
    my ($self, $image) = @_;
    return $self->[THAW]->($image) if !$self->[COMPRESS];
    $image = POE::Filter::Reference::Zlib::inflate($image, $self->[MAX_BUFFER]);
    die DAMAGED if !defined $image;
    return $self->[THAW]->($image);
}

# A frame is a length in decimal digits, a NUL, that many octets. Where one begins that the buffer may
# never hold, it is better refused before it comes, and once for each chunk. What begins with anything
# else stays.
sub _without_frame {
    my ($self) = @_;
    my ($digits, $rest) = substr($self->[BUFFER], 0, MAX_DIGITS + 1) =~ /\A([0-9]+)(.?)/s;
    return [] if !defined $digits || $rest !~ /\A\0?\z/ || $self->[BAD_BUFFER] eq TOLD;
    my $length = length $digits;
    return [] if $length <= MAX_DIGITS && $length + 1 + $digits <= $self->[MAX_BUFFER];
    $self->[BAD_BUFFER] = _too_much($self);
    return [ _tell($self) ];
}

sub get_pending {
    my ($self) = @_;
    return length $self->[BUFFER] ? [ $self->[BUFFER] ] : undef;
}

# ---------------------------------------------------------------------------
# Writing

sub put {
    my ($self, $records) = @_;
    my $chunks = $self->[COMPRESS] ? undef : _frames($self->[FREEZE], $records);
    return $chunks if defined $chunks;
    my @chunks;
    for my $record (@$records) {
        confess 'Choking on a non-reference (' . ($record // '') . ')' if !ref $record;
        my $image = $self->[FREEZE]->($record) // '';
        _to_octets($image)                                     if utf8::is_utf8($image);
        $image = POE::Filter::Reference::Zlib::deflate($image) if $self->[COMPRESS];
        push @chunks, length($image) . "\0" . $image;
    }
    return \@chunks;
}

1;
