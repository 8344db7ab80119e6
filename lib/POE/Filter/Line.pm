package POE::Filter::Line;

# Text lines. The compiled part (get, get_one_start, get_one, put) finds the endings; patterns come back
# here.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp     qw(carp croak);
use Exporter qw(import);
use POE::XS;
use POE::Filter ();

our @ISA       = ('POE::Filter');
our @EXPORT_OK = ('FIRST_UNUSED');

# INPUT_REGEXP holds undef for any newline, a string for just that ending, a pattern otherwise.
use constant {
    FRAMING_BUFFER   => 0, INPUT_REGEXP => 1, OUTPUT_LITERAL => 2,
    AUTODETECT_STATE => 3, MAX_LENGTH   => 4, MAX_BUFFER     => 5, FIRST_UNUSED => 6,
};

# No ending is known yet; one octet of it is known.
use constant { AUTO_STATE_DONE => 0, AUTO_STATE_FIRST => 1, AUTO_STATE_SECOND => 2 };

my $MEBI = 1024 * 1024;

# What nearly every program asks for is known beforehand.
my @NEWLINES = ('', undef, "\x0D\x0A", AUTO_STATE_DONE, 64 * $MEBI, 512 * $MEBI);

sub new {
    my $class = shift;
    return bless [@NEWLINES], $class                     if !@_ and $class eq __PACKAGE__;
    croak "$class requires an even number of parameters" if @_ & 1;
    my %param = @_;
    croak "$class cannot have both Regexp and Literal line endings"
        if defined $param{Regexp} and defined $param{Literal};
    my @input  = _input_of($class, \%param);
    my $output = _output_of(\%param);
    my ($max_length, $max_buffer) = _limits_of($class, \%param);
    delete @param{qw(Literal InputLiteral OutputLiteral InputRegexp MaxLength MaxBuffer)};
    carp "$class ignores unknown parameters: ", join(', ', sort keys %param) if keys %param;
    return bless [ '', $input[0], $output, $input[1], $max_length, $max_buffer ], $class;
}

# What ends a line, and the state in which detecting it begins.
sub _input_of {
    my ($class, $param) = @_;
    if (defined $param->{Literal}) {
        _check_literal($class, $param);
        return ($param->{Literal}, AUTO_STATE_DONE);
    }
    croak "$class cannot have both InputLiteral and InputRegexp"
        if exists $param->{InputLiteral} and defined $param->{InputRegexp};
    return (_pattern($param->{InputRegexp}), AUTO_STATE_DONE) if defined $param->{InputRegexp};
    return (undef, AUTO_STATE_DONE) unless exists $param->{InputLiteral};
    my $literal = $param->{InputLiteral};
    return defined $literal && length $literal
        ? ($literal, AUTO_STATE_DONE)
        : (undef, AUTO_STATE_FIRST);
}

# A program's groups have always begun with the second, the first being the line.
sub _pattern {
    my ($text) = @_;
    return qr/()(?:$text)/s;
}

sub _check_literal {
    my ($class, $param) = @_;
    croak "A defined Literal must have a nonzero length" unless length $param->{Literal};
    croak "$class cannot have Literal with any other parameter"
        if exists $param->{InputLiteral}
        or defined $param->{InputRegexp}
        or defined $param->{OutputLiteral};
    return;
}

sub _output_of {
    my ($param) = @_;
    return $param->{Literal} // $param->{OutputLiteral} // "\x0D\x0A";
}

sub _limits_of {
    my ($class, $param) = @_;
    my $max_length = $class->__param_max(MaxLength => $NEWLINES[MAX_LENGTH], $param);
    my $max_buffer = $class->__param_max(MaxBuffer => $NEWLINES[MAX_BUFFER], $param);
    croak "MaxBuffer is not large enough for MaxLength blocks" if $max_buffer < $max_length;
    return ($max_length, $max_buffer);
}

# The next line of a filter whose ending is a pattern. One that matches nothing at the very beginning would
# find empty lines for ever.
sub _next_by_pattern {
    my ($self) = @_;
    return unless $self->[FRAMING_BUFFER] =~ $self->[INPUT_REGEXP] && $+[0];
    my ($length, $behind) = ($-[0], $+[0]);
    my $line = substr $self->[FRAMING_BUFFER], 0, $length;
    substr $self->[FRAMING_BUFFER], 0, $behind, '';
    return $line;
}

sub get_pending {
    my ($self) = @_;
    return length $self->[FRAMING_BUFFER] ? [ $self->[FRAMING_BUFFER] ] : undef;
}

1;
