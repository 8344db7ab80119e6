use strict;
use warnings;

use lib 't/lib';
use POETest qw(scaled);
use Test::More;
use Time::HiRes qw(sleep time);
use WebProbe;

WebProbe->plan_or_skip;
my $web = WebProbe->start;

my @open = map { $web->connect } 1 .. 16;
for my $socket (@open) {
    print {$socket} $web->request(GET => '/', { Connection => undef });
    my $text = WebProbe->read_all($socket, 10, qr/\r\n\r\n/);
    like $text, qr/\AHTTP\/1\.1 200/, 'a connection is served';
}
my $late = $web->connect;
print {$late} $web->request(GET => '/');
my $nothing = WebProbe->read_all($late, 10);
is $nothing, '', 'one more is closed';

close pop @open;
my ($code, $until) = (0, time + scaled(10));
until ($code == 200 or time > $until) {
    $code = eval { $web->ask(GET => '/')->{code} } || 0;
    sleep 0.05;
}
is $code, 200, 'when one is gone another may come';

done_testing;
