use strict;
use warnings;

use lib 't/lib';
use Browser;
use POETest qw(scaled);
use Test::More;
use WebProbe;

WebProbe->plan_or_skip;
plan skip_all => 'Chromium is not installed' if !Browser->path;

my $long = 'an_alias_without_any_blank_' x 5;
my $web  = WebProbe->start(
    sessions => qq{\$0 = "/srv/$long.pl";
    POE::Session->create(inline_states => { _start => sub { \$_[KERNEL]->alias_set("$long") } });}
);
my $browser = Browser->start;
$browser->open('about:blank');
for my $scheme (qw(light dark)) {
    $browser->size(360, 740, 2);
    $browser->prefers($scheme);
    $browser->open($scheme eq 'light' ? $web->{url} : "http://$web->{host}/");
    ok $browser->wait_for('document.querySelectorAll("#pane tbody tr").length === 2', scaled(30)),
        "$scheme: rows";
    is $browser->value('document.documentElement.scrollWidth'), 360,
        '... nothing is wider than the screen';
    is !!$browser->value('document.documentElement.classList.contains("dark")'), $scheme eq 'dark',
        '... in the colours of the system';
    $browser->value('document.querySelector("#pane tbody tr").click()');
    ok $browser->wait_for('document.getElementById("dialog").open'), '... a session opens';
    cmp_ok $browser->value('document.getElementById("dialog").scrollWidth'), '<=', 360,
        '... and fits, too';
}
done_testing;
