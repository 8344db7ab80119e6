# read and read_until take octets, in turn with records.

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
        my ($wheel, $there) = reader_on("POST\nabcde\nfgh");
        is await $wheel->read_line, 'POST', 'a line';
        is await $wheel->read(3), 'abc', 'some octets of what the filter had';
        is await $wheel->read_line, 'de', 'the rest of that line';
        is await $wheel->read(1), 'f', 'octets that are no line yet';
        my ($line, $octets) = ($wheel->read_line, $wheel->read(4));
        syswrite $there, "i\n123";
        is await $line, 'ghi', 'the line to which they belong';
        is $octets->state, 'pending', 'no fewer octets than were asked for';
        syswrite $there, '456';
        is await $octets, '1234', 'as many';
        is await $wheel->read(2), '56', 'the others are still there';
        syswrite $there, 'the end';
        close $there;
        is await $wheel->read(100), 'the end', 'at the end there may be fewer';
        is_deeply [ $wheel->read(100)->get ], [], 'and then there are none';
    });

within(
    async sub {
        my ($wheel, $there) = reader_on('a;b');
        is await $wheel->read_until(';'), 'a;', 'up to a string, which is part of it';
        my $more = $wheel->read_until('<>');
        syswrite $there, '<';
        await POE::Future->new_delay(0.01);
        syswrite $there, '>c12d';
        is await $more, 'b<>', 'a string that comes in pieces';
        is await $wheel->read_until(qr/[0-9]+/), 'c12', 'up to what a pattern matches';
        is failure_of($wheel->read_until('!', limit => 10)), 'pending', 'within a limit';
        my $late = $wheel->read_until('!', limit => 10);
        syswrite $there, ' and!' . 'x' x 11;
        is failure_of(await $late->followed_by(sub { POE::Future->done($_[0]) })),
            "read_until: not within 10 octets\n|filter", 'beyond it it fails';
        is await $wheel->read(11), 'x' x 11, 'and takes nothing';
        shutdown $there, 1;
        is_deeply [ $wheel->read_until('!')->state, await $wheel->read_until('!') ],
            ['pending'], 'the end is an empty list';
    });

my ($wheel, $there);
session(
    _start => sub {
        ($wheel, $there) = reader_on('');
        for my $bad (undef, 0, -1, 'x', 1.5) {
            eval { $wheel->read($bad) };
            like $@, qr/^read: how many octets\? A number above 0 at \Q$0\E line/, 'not so many';
        }
        for my $bad (undef, '', []) {
            eval { $wheel->read_until($bad) };
            like $@, qr/^read_until: up to what\? .* at \Q$0\E line/, 'not up to that';
        }
        eval { $wheel->read_until('x', most => 5) };
        like $@, qr/^read_until: unknown option most at \Q$0\E line/, 'no such option';
        undef $wheel;
    });
POE::Kernel->run;
done_testing();
