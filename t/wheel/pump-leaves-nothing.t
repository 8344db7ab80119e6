use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'upstream has no such package' if is_upstream();

require POE;
require POE::Driver::SysRW;
require POE::Filter::Line;
require POE::Wheel::Pump;

sub reader { return POE::Wheel::Pump::reader(@_) }
sub writer { return POE::Wheel::Pump::writer(@_) }

my ($driver, $filter, $event) = (POE::Driver::SysRW->new, POE::Filter::Line->new, 'record');

no_growth 'reader', sub {
    reader(\$driver, \$filter, \$event, 7, sub { });
};
no_growth 'writer', sub {
    my $n;
    writer(\$driver, \$n, \$event, 7, sub { }, map { \my $slot } 1 .. 6);
};
no_growth 'a bad reader', sub {
    eval {
        reader(\$driver, 5, \$event, 7, sub { });
    }
};
no_growth 'a bad writer', sub {
    eval {
        writer(\$driver, 5, \$event, 7, sub { });
    }
};

done_testing;
