package POE::Driver;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

sub new {
    my ($class) = @_;
    croak "$class is not meant to be used directly";
}

1;
