use strict;
use warnings;

use lib 't/lib';
use Browser;
use POETest qw(scaled);
use Test::More;
use WebProbe;

# The page in a real browser: it logs in by its address, and shows what the kernel counts.

WebProbe->plan_or_skip;
plan skip_all => 'Chromium is not installed' if !Browser->path;

my $web = WebProbe->start(sessions => <<'CODE');
    for my $n (1 .. 7) {
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->alias_set("worker $n"); $_[KERNEL]->delay(later => 3600) for 1; $_[KERNEL]->yield('tick') },
            tick   => sub { $_[KERNEL]->delay(tick => 0.1) },
            later  => sub { },
        });
    }
    POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set(q{<img src=x onerror="document.title='taken'">}) } });
CODE
my $browser = Browser->start;
$browser->open($web->{url});
ok $browser->wait_for('document.documentElement.classList.contains("live")', scaled(30)),
    'the page is live';
is $browser->value('location.hash'), '', 'the token does not stay in the address';

my $head = $web->json('/snapshot?parts=none')->{head};
ok $browser->wait_for('document.querySelectorAll("#pane tbody tr").length === 9', scaled(10)),
    'a row for each session';
for my $fact (qw(sessions fds viewers)) {
    my $n  = $web->json('/snapshot?parts=none')->{head}{$fact};
    my $id = $fact eq 'fds' ? 'descriptors' : $fact;
    ok $browser->wait_for(
        "Math.abs(document.getElementById('fact-$id').textContent - $n) < 2",
        scaled(10)
        ),
        "$n $fact";
}
is $browser->value("document.getElementById('fact-sessions').textContent"), $head->{sessions},
    'exactly so many sessions';
like $browser->value('document.getElementById("about").textContent'), qr/process $head->{pid} /,
    'which process';

# Seven ticks every tenth of a second; a slow machine makes fewer, and others later.
ok $browser->wait_for(
    'parseFloat(document.getElementById("now-events").textContent) > 20',
    scaled(15)
    ),
    'events a second';
my $rate = $browser->value('parseFloat(document.getElementById("now-events").textContent)');
cmp_ok $rate, '<', 200, '... not more than there are';

my $cells = $browser->value(
    '[...document.querySelectorAll("#pane td.name")].map(e => e.textContent).join("|")');
like $cells, qr/<img src=x onerror=/, 'a name that is markup is shown as text';
is $browser->value('document.querySelectorAll("img").length'), 0, '... and no more than that';
unlike $browser->value('document.title'), qr/taken/, '... whatever it would do';
is_deeply [ $browser->complaints ], [], 'the browser complains of nothing';

done_testing;
