package POE::Component::IKC;

use strict;
use warnings;

our $VERSION = '2.000';

1;
