use strict;
use warnings;

use lib 't/lib';
use ExampleProgram;
use POETest;
use Test::More;

plan skip_all => 'the server is drained, which is of this distribution' if is_upstream();

# Each side needs a descriptor a user; where the limit is 1,024 that is enough, but not much more.

needs_descriptors(1024);

my $server = start_example('chat-server.pl', limit => 200);
my $port   = where_it_listens($server);

my $crowd = start_example('chat-crowd.pl', args => ["127.0.0.1:$port"], limit => 150);
$crowd->finish;
$crowd->ended_well;
like($crowd->said, qr/^1000 users are in the room/m, 'a thousand users at once');
like($crowd->said, qr/^30 lines said, 30000 heard, 0 out of order/m, 'everybody hears everything');

my $later = connect_to_example($port);
read_line($later);
my $heard = ask($later, 'latecomer');
for (1 .. 2000) {
    $heard = ask($later, '/who');
    last if !defined $heard || $heard eq '* latecomer';
}
is($heard, '* latecomer', 'the crowd has left, and others may come');

ends_on($server, INT => 'closing, 1 users here\nstopped');
shows_usage('chat-crowd.pl');
shows_usage('chat-crowd.pl', '--users', 3, '127.0.0.1:1');

done_testing;
