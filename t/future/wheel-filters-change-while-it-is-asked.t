# What is unread is framed by the filter that is there when it is asked for.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;

use POE
    qw(Wheel::ReadWrite Filter::Line Filter::Block Filter::Stackable Filter::Map Filter::Reference);
use Future::AsyncAwait;

within(
    async sub {
        my ($wheel, $there) = reader_on("head\nabcdef\nlast\n");
        is await $wheel->read_line, 'head', 'a line';
        $wheel->set_input_filter(POE::Filter::Block->new(BlockSize => 3));
        is await $wheel->read_line, 'abc', 'a block';
        $wheel->set_filter(POE::Filter::Line->new(Literal => 'a'));
        is await $wheel->read_line, "def\nl", 'a line with another end';
        my $waits = $wheel->read_line;
        $wheel->set_filter(POE::Filter::Line->new(Literal => "\n"));
        is await $waits, 'st', 'one that waits gets what the new filter makes of the rest';
    });

within(
    async sub {
        my $upper = POE::Filter::Map->new(Get => sub {uc}, Put => sub {lc});
        my ($wheel, $there) = reader_on(
            "a\nb\n12",
            Filter => POE::Filter::Stackable->new(Filters => [ POE::Filter::Line->new, $upper ]));
        is await $wheel->read_line, 'A', 'a record of filters in a row';
        is await $wheel->read(4), "b\n12", 'the octets are those of the first';
    });

# One that gives all records at once.
package All {
    sub new { return bless [], shift }

    sub get {
        return [ map {split} @{ $_[1] } ];
    }
    sub put         { return $_[1] }
    sub get_pending { return undef }
}

within(
    async sub {
        my ($wheel, $there) = reader_on('a b c', Filter => All->new);
        is await $wheel->read_line, 'a', 'a record of a filter that gives all at once';
        is failure_of($wheel->read(1)), "All has made records already of what is unread\n|filter",
            'leaves no octets';
        is await $wheel->read_line, 'b', 'but records';
        $wheel->set_filter(POE::Filter::Line->new);
        is await $wheel->read_line, 'c', 'also after it was replaced';
        syswrite $there, "d\n";
        is await $wheel->read_line, 'd', 'and then the next filter has its turn';
    });

package Objects {
    our @ISA = 'POE::Filter::Line';
    sub get_pending { return [ {} ] }
    sub get_one     { die "this is no record\n" if $Objects::dies; return $_[0]->SUPER::get_one }
}

within(
    async sub {
        my ($wheel, $there) = reader_on("x\ny\n", Filter => Objects->new);
        is await $wheel->read_line, 'x', 'a filter with other things in it';
        is failure_of($wheel->read(1)), "Objects keeps what is not octets\n|filter",
            'has no octets';

        $Objects::dies = 1;
        is failure_of($wheel->read_line), "this is no record\n|filter",
            'one that dies fails the read';
        $Objects::dies = 0;
        is await $wheel->read_line, 'y', 'and this only';
    });

done_testing();
