use strict;
use warnings;

use lib 't/lib';
use WheelWaits;
use ExampleProgram;
use Test::More;

my $server = start_example('async-chat-server.pl');
my $port   = where_it_listens($server);

sub log_in {
    my ($name, @others) = @_;
    my $user = connect_to_example($port);
    is(read_line($user), 'Your name?', "$name is asked");
    syswrite $user, "$name\n";
    my $count = 1 + @others;
    is(read_line($_), "* $name has come, number $count", 'and announced') for $user, @others;
    return $user;
}

my $ann = log_in('ann');
my $bob = log_in('bob', $ann);

my $third = connect_to_example($port);
read_line($third);
like(ask($third, 'ann'), qr/has that name/, 'a name that is taken');
like(ask($third, 'a name'), qr/^One word/, 'two words');
close $third;

syswrite $ann, "hello\n";
is(read_line($_), 'ann: hello', 'everybody hears it') for $ann, $bob;
syswrite $bob, "/me yawns\n";
is(read_line($_), '* bob yawns', 'what somebody does') for $ann, $bob;
is(ask($bob, '/who'), '* ann bob', 'who is here');

# One who does not read misses some of it.
my $deaf = log_in('deaf', $ann, $bob);
my $line = 'x' x 60_000;
for (1 .. 300) {
    syswrite $ann, "$line\n";
    read_line($_) for $ann, $bob;
}
my $heard = '';
my $count = 0;
$count++ while ($heard = read_line($deaf)) !~ /lost/;
like($heard, qr/^\* \d+ lines were lost/, 'whoever does not read misses some of it');
cmp_ok($count, '<', 300, "but not all: $count");

is(ask($bob, '/quit'), 'Good bye.', 'the farewell');
is(read_line($ann), '* bob has left, 2 stay', 'which others hear of');
close $deaf;
is(read_line($ann), '* deaf has left, 1 stay', 'also of one who just goes');

$server->signal('TERM');
is(read_line($ann), undef, 'the end');
ends_on($server, undef, 'stopped');
shows_usage('async-chat-server.pl', 'x');

done_testing;
