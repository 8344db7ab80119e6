package Floor;

use strict;
use warnings;

our $VERSION = '1';

require XSLoader;
XSLoader::load('Floor', $VERSION);

1;
