# Memory does not grow with what is read, waited for or cancelled.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;
use POE qw(Wheel::ReadWrite Filter::Line);
use Future::AsyncAwait;

# All of them take a while.
my $count = $ENV{POE_TEST_FULL} ? 100_000 : 10_000;

within(
    async sub {
        my ($wheel, $there) = reader_on('');
        my $before = 0;
        for my $i (1 .. 1.1 * $count) {
            my @asked = ($wheel->read_line, $wheel->read_line);
            $asked[1]->cancel;
            syswrite $there, "line\n";
            await $asked[0];
            $before = resident_bytes() if $i == $count / 10;
        }
        cmp_ok resident_bytes() - $before, '<', 500_000, "$count records that were waited for";
    });

no_growth(
    'a wheel that is asked',
    sub {
        session(
            _start => sub {
                my ($wheel, $there) = reader_on("a\nb\nc");
                my @asked = map { $wheel->$_ } qw(read_line read_line read_line closed flushed);
                $wheel->put('x' x 300_000);
                push @asked, $wheel->flushed;
                $_[HEAP]{all} = [ $wheel, $there, @asked ];
                $_[KERNEL]->yield('end');
            },
            end => sub { delete $_[HEAP]{all} });
        POE::Kernel->run;
    },
    100
);

done_testing();
