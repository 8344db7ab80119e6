package POE::Filter::Stream;

# Bytes as they come. Compiled but for the constructor.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS;
use POE::Filter ();

our @ISA = ('POE::Filter');

sub new {
    my ($class) = @_;
    my $buffer = '';
    return bless \$buffer, $class;
}

sub clone {
    my ($self) = @_;
    my $buffer = '';
    return bless \$buffer, ref $self;
}

sub get_pending {
    my ($self) = @_;
    return length $$self ? [$$self] : undef;
}

1;
