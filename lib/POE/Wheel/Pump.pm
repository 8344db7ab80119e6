package POE::Wheel::Pump;

# Moves bytes between a driver, a filter and a wheel's session, for the stock wheels. All of it is
# compiled: xs/wheels/pump.c.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS;

1;
