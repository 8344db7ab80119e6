use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my (%left, $unknown);
play(
    _start => sub {
        $_[KERNEL]->sig(CHLD => 'reaped');
        $left{ spawn(sub { select undef, undef, undef, rand 0.05; 0 }) } = 1 for 1 .. 60;
        $_[KERNEL]->delay(limit => scaled(10));
    },
    reaped => sub {
        delete $left{ $_[ARG1] } or $unknown++;
        return if %left;
        $_[KERNEL]->delay('limit');
        $_[KERNEL]->sig('CHLD');
    },
    limit => sub { $_[KERNEL]->sig('CHLD') },
);
is_deeply \%left, {}, 'each of sixty is reported';
is $unknown, undef, 'once';

done_testing;
