use strict;
use warnings;

use lib 't/lib';
use ExampleProgram;
use Test::More;

my $server = start_example('echo-server.pl', args => [0]);
my $port   = where_it_listens($server);
my @users  = map { connect_to_example($port) } 1 .. 2;

is(ask($users[0], 'hello'), 'hello', 'a line comes back');
syswrite $users[0], 'in two ';
is(ask($users[1], 'meanwhile'), 'meanwhile', 'also while another is half sent');
is(ask($users[0], 'parts'), 'in two parts', 'which comes back when it is complete');

syswrite $users[1], join '', map {"line $_\n"} 1 .. 5000;
is_deeply(
    [ map { read_line($users[1]) } 1 .. 5000 ],
    [ map {"line $_"} 1 .. 5000 ], 'many at once come back in order'
);

close $users[1];
ok($server->await(qr/has gone/), 'somebody who leaves is noticed');
is(ask($users[0], 'still there?'), 'still there?', 'the others stay');

ends_on($server, INT => 'INT: no more lines\nstopped');
is(read_line($users[0]), undef, 'the connection is closed');

my $second = start_example('echo-server.pl');
where_it_listens($second);
ends_on($second, TERM => 'TERM: no more lines\nstopped');

shows_usage('echo-server.pl', 'http');
shows_usage('echo-server.pl', 0, '127.0.0.1', 'more');

done_testing;
