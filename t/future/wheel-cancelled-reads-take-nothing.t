# A read that is cancelled, or comes too late, leaves what it asked for to the next one.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;

use POE qw(Wheel::ReadWrite Filter::Line);
use Future::AsyncAwait;

within(
    async sub {
        my ($wheel, $there) = reader_on('');
        my @asked = map { $wheel->read_line } 1 .. 3;
        $asked[$_]->cancel for 0, 1;
        syswrite $there, "one\ntwo\n";
        is await $asked[2], 'one', 'those that were cancelled are passed over';
        is await $wheel->read_line, 'two', 'nothing is lost';
        my $late = POE::Future->timeout(0.02, $wheel->read_line);
        is failure_of(await $late->followed_by(sub { POE::Future->done($_[0]) })),
            'Timeout|timeout',
            'one that came to its limit';
        syswrite $there, "three\n";
        is await $wheel->read_line, 'three', 'takes nothing either';
        my $half = $wheel->read(10);
        syswrite $there, '12345';
        await POE::Future->new_delay(0.02);
        $half->cancel;
        is await $wheel->read(5), '12345', 'nor does one that had half of it';
    });

done_testing();
