# flushed: nothing is left to be written. closed: nothing more can come. With events or without.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Errno qw(EPIPE);
use Test::More;
use WheelWaits;
use POETest;
use POE qw(Wheel::ReadWrite Filter::Line);
use Future::AsyncAwait;

my $much = 'x' x 3_000_000;

sub drain {
    my ($there) = @_;
    $there->blocking(0);
    1 while sysread $there, my $some, 1 << 20;
    return;
}

for my $event (undef, 'event') {
    my @heard;
    within(
        async sub {
            my ($wheel, $there)
                = reader_on('', map { ($_ => $event) } qw(InputEvent FlushedEvent ErrorEvent));
            is $wheel->flushed->state, 'done', 'nothing was put';
            $wheel->put($much);
            my ($flushed, $closed) = ($wheel->flushed, $wheel->closed);
            is $flushed->state, 'pending', 'it is on its way';
            while (!$flushed->is_ready) { drain($there); await POE::Future->new_delay(0.001) }
            is $flushed->state, 'done', 'it is out';
            $wheel->put('once more');
            await $wheel->flushed;
            is $closed->state, 'pending', 'the other end is still there';
            drain($there);
            close $there;
            is_deeply [ await $closed ], [], 'and now it is not';
            is $wheel->closed->state, 'done', 'whoever asks later is told, too';
            $wheel->put($much);
            is failure_of(await $wheel->flushed->followed_by(sub { POE::Future->done($_[0]) })),
                'write: ' . do { local $! = EPIPE; $! }
                . '|write', 'nothing goes out any more';
        },
        event => sub { push @heard, $#_ > ARG0 ? $_[ARG0] : 'flushed' });
    is "@heard", $event ? 'flushed flushed read write' : '', 'events came as ever';
}

done_testing();
