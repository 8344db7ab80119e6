package POE::Pipe::TwoWay;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Pipe;

our @ISA = ('POE::Pipe');

sub new {
    my ($class, $type) = @_;
    return POE::Pipe::_make_two_way($type);
}

1;
