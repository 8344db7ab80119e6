use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Driver;
use POE::Driver::SysRW;

{ package NoNew; our @ISA = 'POE::Driver' }

says sub { POE::Driver->new }, 'POE::Driver is not meant to be used directly';
says sub { NoNew->new }, 'NoNew is not meant to be used directly';
ok !POE::Driver::SysRW->isa('POE::Driver'), 'SysRW stands alone';

done_testing;
