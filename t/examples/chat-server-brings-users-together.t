use strict;
use warnings;

use lib 't/lib';
use ExampleProgram;
use POETest;
use Test::More;

plan skip_all => 'the server is drained, which is of this distribution' if is_upstream();

my $server = start_example('chat-server.pl');
my $port   = where_it_listens($server);

# Logs somebody in; others hear of it.
sub log_in {
    my ($name, @others) = @_;
    my $user = connect_to_example($port);
    is(read_line($user), 'Your name?', "$name is asked");
    like(ask($user, $name), qr/\AWelcome!/, 'and let in');
    my $count = 1 + @others;
    is(read_line($_), "* $name has come, number $count", 'which is announced') for $user, @others;
    return $user;
}

my $ann = log_in('ann');
my $bob = log_in('bob', $ann);

subtest 'names' => sub {
    my $third = connect_to_example($port);
    read_line($third);
    like(ask($third, 'ann'), qr/has that name/, 'one that is taken');
    like(ask($third, 'a name'), qr/one word/, 'two words');
    like(ask($third, ''), qr/one word/, 'none');
    close $third;
};

subtest 'what users say' => sub {
    syswrite $ann, "hello\n";
    is(read_line($_), 'ann: hello', 'everybody hears it') for $ann, $bob;
    syswrite $bob, "/me yawns\n";
    is(read_line($_), '* bob yawns', 'what somebody does') for $ann, $bob;
    syswrite $bob, "/msg ann are you there?\n";
    is(read_line($ann), 'bob (to you): are you there?', 'to one of them');
    is(ask($ann, '/msg eve psst'), '* Nobody has that name.', 'to nobody');
    is(ask($bob, '/who'), '* ann bob', 'who is here');
    like(ask($ann, '/what?'), qr{\A/who}, 'an unknown command is answered with help');
    read_line($ann) for 2 .. 4;
    syswrite $ann, "a\ebell\a\n";
    is(read_line($_), 'ann: abell', 'control characters are left out') for $ann, $bob;
};

subtest 'users who do not read are cut off' => sub {
    my $deaf = log_in('deaf', $ann, $bob);
    my $line = 'x' x 60_000;
    my $told;
    for (1 .. 500) {
        syswrite $ann, "$line\n";
        read_line($ann);
        $told = read_line($bob) || '';
        last if $told =~ /has left/;
    }
    like($told, qr/deaf has left, 2 stay/, 'the others hear of it');
    ok($server->await(qr/deaf does not listen/), 'it is noted down');
};

subtest 'leaving' => sub {
    syswrite $bob, "/quit\n";
    my $heard = read_line($ann);
    $heard = read_line($ann) while $heard !~ /bob/;
    is($heard, '* bob has left, 1 stay', 'is announced');
};

$server->signal('TERM');
is(read_line($ann), '* The room is closed.', 'the end is announced');
is(read_line($ann), undef, 'and then it ends');
ends_on($server, undef, 'TERM: closing, 1 users here\nstopped');
shows_usage('chat-server.pl', 'x');

done_testing;
