# An error of reading is the failure of all that is asked for, with an ErrorEvent or without.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;

use Errno qw(EIO);
use POE   qw(Wheel::ReadWrite Filter::Line Driver::SysRW);
use Future::AsyncAwait;

# Gives its chunks, and then fails.
package Failing {
    our @ISA = 'POE::Driver::SysRW';
    our @chunks;

    sub get {
        my ($self, $handle) = @_;
        sysread $handle, my $octet, 1;
        $! = 5;
        return @chunks ? [ shift @chunks ] : undef;
    }
}

my $text = do { local $! = EIO; "$!" };
for my $event (undef, 'failed') {
    my @heard;
    @Failing::chunks = ("1\n", "2\n");
    within(
        async sub {
            my ($wheel, $there) = reader_on('xxxx', Driver => Failing->new, ErrorEvent => $event);
            my @asked = map { $wheel->read_line } 1 .. 3;
            await POE::Future->wait_all(@asked);
            is_deeply [ map { $_->state } @asked ], [ 'done', 'done', 'failed' ],
                'what came before is given';
            is_deeply [ $asked[2]->failure ], [ "read: $text", 'read', EIO, $text ],
                'then it fails';
            is failure_of($wheel->read(5)), "read: $text|read", 'and goes on failing';
            is_deeply [ $wheel->closed->get ], [ 'read', EIO, $text ], 'closed tells why';
            push @heard, 'done';
        },
        failed => sub { push @heard, join ' ', $_[ARG0], $_[ARG1] + 0, "$_[ARG2]" });
    is_deeply \@heard, $event ? [ "read 5 $text", 'done' ] : ['done'],
        'ErrorEvent, if there is one';
}

done_testing();
