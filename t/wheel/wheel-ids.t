use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE;
use POE::Wheel;
use POE::Wheel::ReadWrite;

*allocate = \&POE::Wheel::allocate_wheel_id;
*release  = \&POE::Wheel::free_wheel_id;

{ package NoNew; our @ISA = 'POE::Wheel' }

subtest 'the base class' => sub {
    says sub { POE::Wheel->new }, 'POE::Wheel is not meant to be used directly';
    says sub { NoNew->new(1) }, 'NoNew is not meant to be used directly';
};

subtest 'IDs count from 1' => sub {
    is_deeply [ map { allocate() } 1 .. 3 ], [ 1, 2, 3 ];
    is release(2), 2, 'one that is given back is returned';
    is allocate(), 4, 'and not given at once';
    is release(77), undef, 'one that is not in use';
    is release(2), undef, 'or no longer';
};

subtest 'when the count begins again' => sub {
    POE::Wheel::_test_set_wheel_id(0);
    is allocate(), 2, 'IDs in use are passed over';
    is allocate(), 5;
    release($_) for 1 .. 5;
    POE::Wheel::_test_set_wheel_id(41);
    is allocate(), 42;
    release(42);
};

subtest 'of wheels' => sub {
    POE::Wheel::_test_set_wheel_id(0);
    my @ids;
    play(
        _start => sub {
            pipe my $in, my $out or die $!;
            my @wheels
                = map { POE::Wheel::ReadWrite->new(InputHandle => $in, OutputHandle => $out) }
                1 .. 3;
            push @ids, map { $_->ID } @wheels;
            undef $wheels[1];
            POE::Wheel::_test_set_wheel_id(0);
            push @ids, allocate(), allocate();
            release($_) for @ids[ -2, -1 ];
        });
    is_deeply \@ids, [ 1, 2, 3, 2, 4 ], 'are given back with the wheel';
    POE::Wheel::_test_set_wheel_id(0);
    is_deeply [ map { allocate() } 1 .. 3 ], [ 1, 2, 3 ];
};

done_testing;
