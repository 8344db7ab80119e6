# IO::Async and POE on one loop: handlers await futures of both, alone and together.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../lib/Bridges";

use Test::More;
use WheelWaits;
use POETest;

BEGIN {
    plan(skip_all => 'IO::Async is not installed')
        if !eval { require IO::Async::Loop; require IO::Async::Stream; 1 }
}

use POE qw(Loop::IO_Async Future Wheel::ReadWrite);
use Future::AsyncAwait;

my $loop = IO::Async::Loop->new;

within(
    async sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        is ref(my $delay = $loop->delay_future(after => 0.01)), 'IO::Async::Future',
            'a future of IO::Async';
        await $delay;
        is $kernel->get_active_session, $session, 'after it the handler goes on in its session';
        my ($here, $there) = pair();
        $loop->add(my $stream = IO::Async::Stream->new(handle => $there, on_read => sub {0}));
        my $wheel = wheel_on($here);
        my $line  = $stream->read_until("\n");
        $wheel->put('from POE');
        is await $line, "from POE\r\n", 'a line from a wheel to a stream';
        $stream->write("from IO::Async\n");
        is await $wheel->read_line, 'from IO::Async', 'and back';
        is_deeply [
            await Future->needs_all(
                $loop->delay_future(after => 0.01)->then_done(1),
                POE::Future->new_delay(0.01)->then_done(2))
            ],
            [ 1, 2 ], 'both are waited for';
        my $never = $loop->new_future;
        eval { await POE::Future->timeout(0.01, $never) };
        is $never->state, 'cancelled', 'a limit of POE cancels the one of IO::Async';
        eval {
            await Future->wait_any(
                $loop->timeout_future(after => 0.01),
                $never = $wheel->read_line
            );
        };
        is $never->state, 'cancelled', 'and the other way round';
        $stream->write("not lost\n");
        is await $wheel->read_line, 'not lost', 'which takes nothing';
        $loop->remove($stream);
    });

done_testing();
