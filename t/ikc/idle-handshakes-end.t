use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Who connects and says nothing has some time for the handshake, and there are only so many of them.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use Errno qw(ETIMEDOUT);
use IO::Select;
use IO::Socket::INET;
use POE;

my (@idle, $closed);
until_noted(2);
play_client(
    0,
    sub {
        my $port = server(
            {},
            max_handshakes    => 2,
            handshake_timeout => 2,
            on_error          => sub { note_down(@_[ 0, 1 ]) });
        @idle = map { IO::Socket::INET->new("127.0.0.1:$port") } 1 .. 5;
        $_[KERNEL]->delay(look => 0.05);
    },
    look => sub {
        $closed = () = IO::Select->new(@idle)->can_read(0);
        $_[KERNEL]->delay(look => 0.05) if $closed < 3;
    },
);
is $closed, 3, 'those beyond the limit are closed at once';
is_deeply got(), [ ([ 'setup', ETIMEDOUT ]) x 2 ], 'the others when their time is over';
done_testing;
