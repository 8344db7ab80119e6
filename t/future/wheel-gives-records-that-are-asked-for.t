# read_line: the next record, and at the end none. Reads that wait are answered in their order.

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
        my ($wheel, $there) = reader_on("one\ntwo\n");
        is await $wheel->read_line, 'one', 'a record';
        is await $wheel->read_line, 'two', 'and the next, at once';
        my @asked = map { $wheel->read_line } 1 .. 3;
        is_deeply [ map { $_->state } @asked ], [ ('pending') x 3 ], 'there are no more yet';
        isa_ok $asked[0], 'POE::Future';
        syswrite $there, "three\nfo";
        is await $asked[0], 'three', 'the first one asked gets the first one that comes';
        is $asked[1]->state, 'pending', 'half a record is none';
        syswrite $there, "ur\nfive\nsix\nse";
        is await $asked[2], 'five', 'the last one asked';
        is $asked[1]->get, 'four', 'had one before it';
        close $there;
        my @rest;
        while (defined(my $line = await $wheel->read_line)) { push @rest, $line }
        is_deeply \@rest, ['six'], 'what came before the end is given, and then it is the end';
        is_deeply [ $wheel->read_line->get ], [], 'it stays the end: an empty list';
        is_deeply $wheel->get_input_filter->get_pending, ['se'],
            'half a record stays in the filter';
    });

within(
    async sub {
        my ($wheel, $there) = reader_on(join '', map {"$_\n"} 1 .. 1000);
        my $sum = 0;
        for my $i (1 .. 1000) { $sum += await $wheel->read_line }
        is $sum, 500_500, 'many in a row';
    });

is output_of(<<'PROGRAM'), "x\n", 'Future and POE::Future are loaded by the first one asked for';
    use POE qw(Wheel::ReadWrite);
    pipe my $in, my $out;
    syswrite $out, "x\n";
    POE::Session->create(inline_states => { _start => sub {
        my $wheel = POE::Wheel::ReadWrite->new(InputHandle => $in, OutputHandle => $in);
        print "too early\n" if $INC{'Future.pm'};
        $wheel->read_line->on_done(sub { print "$_[0]\n"; undef $wheel });
    } });
    POE::Kernel->run;
PROGRAM

done_testing();
