use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Driver::SysRW;

my $class = 'POE::Driver::SysRW';

sub make {
    my @args = @_;
    return sub { $class->new(@args) }
}

{ package Mine; our @ISA = 'POE::Driver::SysRW' }

subtest 'errors' => sub {
    says make('BlockSize'), "$class requires an even number of parameters, if any";
    says make(BlockSize => $_), "$class BlockSize must be greater than 0", "BlockSize '$_'"
        for 0, -1, 'few', '';
    says make(Fnord     => 1, Bar => 2), "$class has unknown parameter(s): Bar Fnord";
    says make(BlockSize => 5, Bar => 2), "$class has unknown parameter(s): Bar";
    says make(BlockSize => undef), "$class has unknown parameter(s): BlockSize", 'undef is unknown';
    says sub { Mine->new(1) }, 'Mine requires an even number of parameters, if any',
        'a subclass says its name';
};

subtest 'objects' => sub {
    is_deeply $class->new, bless([ [], 0, 0, 65536, 0 ], $class), 'by default';
    is $class->new(BlockSize => 1e9)->[3], 1e9, 'of any size';
    isa_ok(Mine->new, 'Mine');
    no strict 'refs';
    my @names
        = qw(OUTPUT_QUEUE CURRENT_OCTETS_DONE CURRENT_OCTETS_LEFT BLOCK_SIZE TOTAL_OCTETS_LEFT);
    is_deeply [ map { &{"${class}::$_"}() } @names ], [ 0 .. 4 ], 'constants number the elements';
};

done_testing;
