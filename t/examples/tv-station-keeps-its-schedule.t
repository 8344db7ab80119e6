use strict;
use warnings;

use lib 't/lib';
use ExampleProgram;
use File::Temp qw(tempfile);
use POETest;
use Test::More;

my ($out, $schedule) = tempfile(UNLINK => 1);
my $unit = scaled(0.3);
printf {$out} "# at night\n+%s 100 The news\n\n+%s %s A film\n23:59 x nonsense\n", 2 * $unit,
    $unit, $unit / 2;
close $out;

my $station = start_example('tv-station.pl', args => [$schedule], input => 1);
ok($station->await(qr/^1: The news\n2: A film\nnot understood: 23:59 x/m), 'the schedule is read');
ok($station->await(qr/on the air: test card\n/), 'nothing is on yet');

subtest 'the schedule may be changed' => sub {
    type($station, 'add +50 10 Weather', 'add +60 10 Sports', 'add +3600 10 Opera', 'list');
    ok(
        $station->await(qr/^3: Weather in .*\n4: Sports in .*\n5: Opera in 36\d\d\.\d s\n/m),
        'programmes are added'
    );
    type($station, 'move 4 -30', 'list');
    ok($station->await(qr/^4: Sports in .*\n3: Weather in .*\n5: Opera/m), 'moved');
    type($station, 'drop 5', 'list');
    ok($station->await(qr/^5: Opera is dropped\n(?!.*Opera)/m), 'dropped');
    type($station, 'drop 5', 'move 5 1', 'move it', 'add soon 5 It', 'dance');
    ok(
        $station->await(qr/to drop: 5\n.*to move: 5 1\n.*to move: it\n.*understood: soon 5 It\n/s),
        'what makes no sense is refused'
    );
    ok($station->await(qr/add, move, drop, list or quit\?/), 'as are unknown commands');
};

ok(
    $station->await(qr/on the air: A film\non the air: test card\non the air: The news\n/),
    'programmes begin when they are due and end in time'
);
type($station, 'add +0.01 100 Breaking news');
ok($station->await(qr/on the air: Breaking news\n/), 'one takes the place of another');
type($station, 'quit');
ends_on($station, undef, 'off the air');

subtest 'without a schedule' => sub {
    my $empty = start_example('tv-station.pl');    # its input ends at once
    ok($empty->await(qr/test card/), 'the station waits');
    ends_on($empty, TERM => 'off the air');
};

shows_usage('tv-station.pl', '--fast');

done_testing;
