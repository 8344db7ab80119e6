use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Line;

my $class = 'POE::Filter::Line';

sub make {
    my @args = @_;
    return sub { $class->new(@args) }
}

{ package Mine; our @ISA = 'POE::Filter::Line' }

subtest 'an odd list' => sub {
    says make('Literal'), "$class requires an even number of parameters";
    says sub { Mine->new(1) }, 'Mine requires an even number of parameters',
        'a subclass says its name';
};

subtest 'endings that exclude each other' => sub {
    says make(Literal => ''), 'A defined Literal must have a nonzero length';
    my $alone = "$class cannot have Literal with any other parameter";
    says make(Literal => 'x', @$_), $alone, "Literal and $_->[0]"
        for [ InputLiteral => 'y' ], [ InputLiteral => undef ], [ InputRegexp => 'y' ],
        [ OutputLiteral => 'y' ];
    says make(Regexp => 'x', Literal => 'y'),
        "$class cannot have both Regexp and Literal line endings";
    says make(InputLiteral => $_, InputRegexp => 'x'),
        "$class cannot have both InputLiteral and InputRegexp" for 'x', '', undef;
    is_deeply [ map { error_of(make(Literal => 'x', $_ => undef)) } qw(InputRegexp OutputLiteral) ],
        [ '', '' ], 'undef is no value, but for InputLiteral';
};

subtest 'limits' => sub {
    for my $name (qw(MaxLength MaxBuffer)) {
        says make($name => 'many'), "$name must be a number", "$name must be a number: many";
        says make($name => -1), "$name must be a number", "$name must be a number: -1";
        says make($name => 1.5), "$name must be a number", "$name must be a number: 1.5";
        says make($name => 0), "$name must greater then 0";
        is error_of(make($name => undef)), '', "$name undef is the default";
    }
    says make(MaxLength => 11, MaxBuffer => 10),
        'MaxBuffer is not large enough for MaxLength blocks';
    says make(MaxBuffer => 1000), 'MaxBuffer is not large enough for MaxLength blocks',
        'nor for the default of MaxLength';
    is error_of(make(MaxLength => 10, MaxBuffer => 10)), '', 'they may be equal';
};

subtest 'unknown parameters' => sub {
    says make(Fnord  => 1, Bar => 2), "$class ignores unknown parameters: Bar, Fnord";
    says make(Regexp => 'x'), "$class ignores unknown parameters: Regexp";
};

subtest 'where values are kept' => sub {
    no strict 'refs';
    my @names = qw(
        FRAMING_BUFFER INPUT_REGEXP OUTPUT_LITERAL AUTODETECT_STATE MAX_LENGTH MAX_BUFFER
        FIRST_UNUSED
    );
    is_deeply [ map { &{"${class}::$_"}() } @names ], [ 0 .. 6 ], 'constants number the elements';
    is_deeply \@{"${class}::EXPORT_OK"}, ['FIRST_UNUSED'];
    my $filter = $class->new(OutputLiteral => 'x', MaxLength => 5, MaxBuffer => 7);
    is_deeply [ @$filter[ 0, 2 .. 5 ] ], [ '', 'x', 0, 5, 7 ];
    is_deeply [ @{ $class->new }[ 2 .. 5 ] ], [ "\r\n", 0, 64 << 20, 512 << 20 ], 'by default';
    is $class->new(InputLiteral => undef)->[3], 1, 'the ending will be detected';
};

subtest 'a subclass' => sub {
    my $filter = Mine->new(Literal => 'x');
    isa_ok $filter, 'Mine';
    isa_ok $filter, 'POE::Filter';
    isa_ok $filter->clone, 'Mine';
};

done_testing;
