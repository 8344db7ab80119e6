package POE::Filter::RecordBlock;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp     qw(carp croak);
use Exporter qw(import);
use POE::Filter;

our @ISA       = ('POE::Filter');
our @EXPORT_OK = qw(FIRST_UNUSED);

use constant { BLOCKSIZE => 0, GETBUFFER => 1, PUTBUFFER => 2, CHECKPUT => 3, FIRST_UNUSED => 4 };

sub new {
    my ($class, @given) = @_;
    croak "$class must be given an even number of parameters" if @given % 2;
    my %given = @given;
    my ($size, $check) = delete @given{qw(BlockSize CheckPut)};
    croak 'BlockSize must be greater than 0'                                 if !_is_size($size);
    carp "$class ignores unknown parameters: " . join ', ', sort keys %given if %given;
    return bless [ $size, [], [], $check ], $class;
}

sub _is_size {
    my ($size) = @_;
    no warnings 'numeric';
    return defined $size && $size > 0;
}

sub clone {
    my ($self) = @_;
    return bless [ $self->[BLOCKSIZE], [], [], $self->[CHECKPUT] ], ref $self;
}

sub get_one_start {
    my ($self, $records) = @_;
    push @{ $self->[GETBUFFER] }, @$records;
    return;
}

sub get_one {
    my ($self) = @_;
    my $buffer = $self->[GETBUFFER];
    return [] if @$buffer < $self->[BLOCKSIZE];
    return [ [ splice @$buffer, 0, $self->[BLOCKSIZE] ] ];
}

sub put {
    my ($self, $blocks) = @_;
    my $buffer = $self->[PUTBUFFER];
    push @$buffer, @$_ for @$blocks;
    my $kept = $self->[CHECKPUT] ? @$buffer % $self->[BLOCKSIZE] : 0;
    return [ splice @$buffer, 0, @$buffer - $kept ];
}

sub get_pending { return _contents($_[0][GETBUFFER]) }

sub put_pending {
    my ($self) = @_;
    return $self->[CHECKPUT] ? _contents($self->[PUTBUFFER]) : undef;
}

sub _contents {
    my ($buffer) = @_;
    return @$buffer ? [@$buffer] : undef;
}

sub blocksize {
    my ($self, $size) = @_;
    $self->[BLOCKSIZE] = $size if _is_size($size);
    return $self->[BLOCKSIZE];
}

sub checkput {
    my ($self, $check) = @_;
    $self->[CHECKPUT] = $check if defined $check;
    return $self->[CHECKPUT];
}

1;
