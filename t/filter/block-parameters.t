use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Block;

my $class = 'POE::Filter::Block';
my @codec = (sub { }, sub { });

sub make {
    my @args = @_;
    return sub { $class->new(@args) }
}

{ package Mine; our @ISA = 'POE::Filter::Block' }

subtest 'an odd list' => sub {
    says make('BlockSize'), "$class must be given an even number of parameters";
    says sub { Mine->new(1) }, 'Mine must be given an even number of parameters';
};

subtest 'BlockSize' => sub {
    says make(BlockSize => $_), "$class doesn't support zero or negative block sizes",
        "BlockSize $_" for 0, -1, 0.5, 'few';
    says make(BlockSize => 1, $_ => undef), "Can't use both $_ and BlockSize at the same time"
        for qw(LengthCodec MaxLength);
    is error_of(make(BlockSize => 10, MaxBuffer    => 10)), '', 'with MaxBuffer of any size';
    is error_of(make(BlockSize => undef, MaxLength => 10)), '', 'undef is none';
};

subtest 'LengthCodec' => sub {
    says make(LengthCodec => $_), 'LengthCodec must be an array reference' for 'x', {}, sub { };
    says make(LengthCodec => $_), 'LengthCodec must contain two items'     for [], [1], [ 1, 2, 3 ];
    says make(LengthCodec => [ $_, $codec[1] ]), 'LengthCodec encoder must be a code reference'
        for 'x', undef, [];
    says make(LengthCodec => [ $codec[0], $_ ]), 'LengthCodec decoder must be a code reference'
        for 'x', undef, [];
    is error_of(make(LengthCodec => $_)), '', 'false is the default' for undef, 0, '';
    is error_of(make(LengthCodec => \@codec)), '';
};

subtest 'limits' => sub {
    for my $name (qw(MaxLength MaxBuffer)) {
        says make($name => 'many'), "$name must be a number";
        says make($name => 0), "$name must greater then 0";
    }
    my $small = 'MaxBuffer is not large enough for MaxLength blocks';
    says make(MaxLength => 10, MaxBuffer => 12), $small;
    is error_of(make(MaxLength => 10, MaxBuffer => 13)), '', 'two digits and a NUL count';
    says make(MaxBuffer => 1000), $small;
};

subtest 'unknown parameters' => sub {
    plan skip_all => 'upstream forgot to import carp' if is_upstream();
    says make(Fnord => 1, Bar => 2), "$class ignores unknown parameters: Bar, Fnord";
    is_deeply [ warnings_of(make(BlockSize => 3)) ], [];
};

subtest 'where values are kept' => sub {
    no strict 'refs';
    my @names = qw(
        FRAMING_BUFFER BLOCK_SIZE EXPECTED_SIZE ENCODER DECODER MAX_LENGTH MAX_BUFFER FIRST_UNUSED
    );
    is_deeply [ map { &{"${class}::$_"}() } @names ], [ 0 .. 7 ], 'constants number the elements';
    is_deeply \@{"${class}::EXPORT_OK"}, ['FIRST_UNUSED'];
    is_deeply $class->new(BlockSize => 4, MaxBuffer => 9), bless([ '', 4, (undef) x 4, 9 ], $class);
    is_deeply [ @{ $class->new }[ 0, 1, 2, 5, 6 ] ], [ '', undef, undef, 64 << 20, 512 << 20 ],
        'by default';
};

subtest 'a subclass' => sub {
    isa_ok(Mine->new(BlockSize => 3)->clone, 'Mine');
    isa_ok(Mine->new, 'POE::Filter');
};

done_testing;
