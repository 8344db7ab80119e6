package POE::XS;

use strict;
use warnings;

our $VERSION = '2.000';

# Whether the program itself had EV before us: then its default loop is what it runs on.
our $program_loaded_ev = $INC{'EV.pm'} ? 1 : 0;

require XSLoader;
XSLoader::load('POE::XS', $VERSION);

# The kernel needs EV for its own loop. A program that says `use EV` later, itself or through
# AnyEvent, expects that EV's default loop runs: take that as the sign.
if (!$program_loaded_ev and !EV->can('import')) {
    no warnings 'once';
    *EV::import = sub {
        $program_loaded_ev = 1;
        POE::Loop::Native::_share();
        return;
    };
}

1;
