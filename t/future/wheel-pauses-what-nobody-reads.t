# While nobody reads, a wheel reads ahead up to a mark, and the writer has to wait.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;

use POE qw(Wheel::ReadWrite Filter::Stream);
use Future::AsyncAwait;

# A process that writes a gigabyte as fast as it is read.
sub writer {
    my ($there) = @_;
    my $block = ("x" x 1023 . "\n") x 1024;
    return spawn(sub {
        for (1 .. 1024) {
            my $from = 0;
            while ($from < length $block) {
                $from += syswrite($there, $block, length $block, $from) // return 1;
            }
        }
        return 0;
    });
}

within(
    async sub {
        my ($here, $there) = pair();
        my $wheel  = wheel_on($here, Filter => POE::Filter::Line->new(Literal => "\n"));
        my $before = resident_bytes();
        my $pid    = writer($there);
        close $there;
        is length await $wheel->read_line, 1023, 'one line is read';
        await POE::Future->new_delay(scaled(0.5));
        cmp_ok resident_bytes() - $before, '<', 4_000_000, 'and then nothing takes memory';

        for my $i (1 .. 20) {
            my $line = await $wheel->read_until("\n");
            $before = 0 if length $line != 1024;
        }
        ok $before, 'it goes on where it was paused';
        for my $i (1 .. 300) { await $wheel->read(1 << 17) }
        $wheel->set_input_mark(0);
        is length await $wheel->read(5000), 5000, 'also without reading ahead';
        kill KILL => $pid;
        waitpid $pid, 0;
        cmp_ok resident_bytes() - $before, '<', 8_000_000, 'forty megabytes went through in little';
    });

within(
    async sub {
        my ($wheel, $there) = reader_on("one\ntwo\n");
        my $line = $wheel->read_line;
        $wheel->pause_input;
        is_deeply await POE::Future->wait_any(
            $line,
            POE::Future->new_delay(0.02)->then_done('none')
            ),
            'none', "pause_input is the program's";
        $line = $wheel->read_line;
        $wheel->resume_input;
        is await $line, 'one', 'and resume_input ends it';
        eval { $wheel->set_input_mark('many') };
        like $@, qr/^set_input_mark: a number of octets at \Q$0\E line/, 'a mark is a number';
    });

done_testing();
