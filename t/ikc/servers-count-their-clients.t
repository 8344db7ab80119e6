use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Concurrency: who comes when all places are taken waits for one.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    return server({ test => { one => sub { return 1 } } }, concurrency => 1);
});

until_noted(3);
my $first;
play_client(
    0,
    sub {
        $first = client(
            $port, name => 'First',
            on_connect  => sub { POE::Kernel->post(main => 'came') });
    },
    came => sub {
        note_down('first');
        client($port, name => 'Second', on_connect => sub { note_down('second') });
        $_[KERNEL]->delay(leave => 0.3);
    },
    leave => sub { note_down('leaves'); $_[KERNEL]->post($first => 'shutdown') },
);
is_deeply got(), [qw(first leaves second)], 'the second came when the first left'
    or diag explain got();
done_testing;
