use strict;
use warnings;

use lib 't/lib';
use Browser;
use POETest qw(scaled);
use Test::More;
use WebProbe;

# It says when nothing comes any more, and goes on when the program does; another program needs another token.

WebProbe->plan_or_skip;
plan skip_all => 'Chromium is not installed' if !Browser->path;

my $web     = WebProbe->start;
my $browser = Browser->start;
my $said    = 'document.getElementById("said").textContent';
$browser->open($web->{url});
ok $browser->wait_for("$said === 'live'", scaled(30)), 'it is live';

kill STOP => $web->{pid};
ok $browser->wait_for("/no answer for/.test($said)", scaled(20)),
    'a program that stands still is seen';
kill CONT => $web->{pid};
ok $browser->wait_for("$said === 'live'", scaled(20)), 'it goes on';

my $port = $web->{port};
undef $web;
ok $browser->wait_for("/connection lost/.test($said)", scaled(20)), 'an end is seen';
$web = WebProbe->start(http => "127.0.0.1:$port");
ok $browser->wait_for('!document.getElementById("login").hidden', scaled(30)),
    'another one at its place is not the same';
$browser->value(
    'document.getElementById("token").value = "wrong"; document.getElementById("login").requestSubmit()'
);
ok $browser->wait_for(
    '/not the token/.test(document.getElementById("wrong").textContent)',
    scaled(10)
    ),
    'a wrong token is told';
$browser->value(
    qq{document.getElementById("token").value = "$web->{token}"; document.getElementById("login").requestSubmit()}
);
ok $browser->wait_for("$said === 'live'", scaled(20)), 'with the right one it is live again';

done_testing;
