# A wheel has an InputEvent or is asked; it may go from one to the other, and back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;
use POE qw(Wheel::ReadWrite Filter::Line);
use Future::AsyncAwait;

my @heard;
within(
    async sub {
        my ($wheel, $there) = reader_on("one\ntwo\nthree\nfo", InputEvent => 'line');
        $_[HEAP]{wheel} = $wheel;
        for my $ask (qw(read_line read read_until)) {
            eval { $wheel->$ask(1) };
            like $@, qr/^This wheel has an InputEvent.* at \Q$0\E line/,
                "$ask: an error of the caller";
        }
        is await $_[HEAP]{asked} = POE::Future->new, 'two',
            'from the event to asking, in its handler';
        my $waits = ($wheel->read_line, $wheel->read_line)[1];
        syswrite $there, "ur\nfive\n";
        await POE::Future->new_delay(0.02);
        is $wheel->read_line->state, 'done', 'others wait unread';
        syswrite $there, "six\nseven\nei";
        await POE::Future->new_delay(0.02);
        $waits = [ map { $wheel->read_line } 1 .. 3 ];
        $wheel->event(InputEvent => 'again');
        is failure_of($waits->[2]), 'the wheel has an event for what is read now|event',
            'and back: what is asked for fails';
        syswrite $there, "ght\n";
        await $_[HEAP]{enough} = POE::Future->new;
        delete $_[HEAP]{wheel};
    },
    line => sub {
        push @heard, $_[ARG0];
        my ($heap, $wheel) = ($_[HEAP], $_[HEAP]{wheel});
        $wheel->event(InputEvent => undef);
        $wheel->read_line->on_done(sub { $heap->{asked}->done(@_) });
    },
    again => sub {
        push @heard, $_[ARG0];
        $_[HEAP]{enough}->done if $_[ARG0] eq 'eight';
    });
is "@heard", 'one eight', 'what nobody had asked for came as events';

done_testing();
