use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;

# An async sub gives one future, in any context; and so does what makes or completes one.

async sub waits { await $_[0]; return 5 }

for my $awaited (
    sub { POE::Future->new }, sub { Future->new }, sub { POE::Future->done },
    sub { POE::Future->new_delay(0) })
{
    my @futures = map { waits($awaited->()) } 1 .. 3;
    is(scalar @futures, 3, 'one for each');
}
my $future  = POE::Future->new;
my @results = (
    $future->on_ready(sub { }), $future->done(1, 2), $future->result,
    POE::Future->done(3)->result
);
is_deeply(
    [ map { ref || $_ } @results ], [ 'POE::Future', 'POE::Future', 1, 2, 3 ],
    'methods in a list'
);
is(scalar $future->result, 1, 'and in scalar context');
is_deeply([ POE::Future->done->result ], [], 'nothing');
is(scalar POE::Future->done->result, undef, 'nothing, in scalar context');

done_testing;
