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

within(async sub {
    my ($wheel, $there) = reader_on('');
    my $before = 0;
    for my $i (1 .. 110_000) {
        my @asked = ($wheel->read_line, $wheel->read_line);
        $asked[1]->cancel;
        syswrite $there, "line\n";
        await $asked[0];
        $before = resident_bytes() if $i == 10_000;
    }
    cmp_ok resident_bytes() - $before, '<', 1_000_000, '100,000 records that were waited for';
});

no_growth('a wheel that is asked', sub {
    session(
        _start => sub {
            my ($wheel, $there) = reader_on("a\nb\nc");
            my @asked = map { $wheel->$_ } qw(read_line read_line read_line closed flushed);
            $wheel->put('x' x 300_000);
            push @asked, $wheel->flushed;
            $_[HEAP]{all} = [ $wheel, $there, @asked ];
            $_[KERNEL]->yield('end');
        },
        end => sub { });
    POE::Kernel->run;
}, 100);

done_testing();
