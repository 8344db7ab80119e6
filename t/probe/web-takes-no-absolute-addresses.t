use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# It is no proxy, and what it is asked for is a path.

WebProbe->plan_or_skip;
my $web = WebProbe->start;

for my $target (
    'http://evil.example/', "http://$web->{host}/snapshot", 'http://127.0.0.1/', '*',
    'snapshot', 'evil.example:443'
    )
{
    my $code = $web->get($target)->{code};
    is $code, 400, "not $target";
}
is $web->get('//evil.example/snapshot')->{code}, 404, 'nor what looks like one';
is $web->get('/snapshot#part')->{code}, 400, 'nor one with a part';
is $web->get('/%73napshot')->{code}, 404, 'nor one in disguise';
is $web->ask(CONNECT => 'evil.example:443', { Authorization => "Bearer $web->{token}" })->{code},
    400, 'no tunnel';
$web->is_well;

done_testing;
