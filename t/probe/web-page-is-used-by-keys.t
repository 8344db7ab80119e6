use strict;
use warnings;

use lib 't/lib';
use Browser;
use POETest qw(scaled);
use Test::More;
use WebProbe;

WebProbe->plan_or_skip;
plan skip_all => 'Chromium is not installed' if !Browser->path;

my $web = WebProbe->start(sessions => <<'CODE');
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set('cook'); $_[KERNEL]->yield('stir'); $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'the stove') },
        stir   => sub { $_[KERNEL]->delay(stir => 0.1) },
    });
CODE
my $browser = Browser->start;
$browser->open($web->{url});
ok $browser->wait_for('document.querySelectorAll("#pane tbody tr").length === 2', scaled(30)),
    'two rows';

my $key = sub { $browser->key(@_) };
$key->('/');
is $browser->value('document.activeElement.id'), 'filter', '/ leads to the filter';
$key->($_) for qw(c o o k);
ok $browser->wait_for('document.querySelectorAll("#pane tbody tr").length === 1'),
    'typing leaves those that match';
$key->('Escape', code => 'Escape', windowsVirtualKeyCode => 27);
$key->('j');
is $browser->value('document.activeElement.tagName'), 'TR', 'j goes to the first row';
$browser->value(
    '[...document.querySelectorAll("#pane tbody tr")].find(r => /cook/.test(r.textContent)).focus()'
);
$key->('Enter', code => 'Enter', windowsVirtualKeyCode => 13);
ok $browser->wait_for('document.getElementById("dialog").open'), 'Enter opens it';
like $browser->value('document.getElementById("dialog").textContent'),
    qr/Why it is alive.*held by the reference counter "the stove"/,
    '... with why it is alive';
$key->('Escape', code => 'Escape', windowsVirtualKeyCode => 27);
ok $browser->wait_for('!document.getElementById("dialog").open'), 'Escape closes it';

my %shows = (
    2 => qr/Name.*cook/s, 3        => qr/stir/, 4 => qr/stir.*cook/, 5 => qr/fd|none/,
    6 => qr/Nothing to warn of/, 1 => qr/cook/
);
for my $n (2 .. 6, 1) {
    $key->($n);
    ok $browser->wait_for(
        "document.querySelectorAll('#tabs button')[$n - 1].getAttribute('aria-selected') === 'true'"
    ), "$n is a table";
    my $text = '';
    for (1 .. 60) {
        $text = $browser->value('document.getElementById("pane").textContent');
        last if $text =~ $shows{$n};
        select undef, undef, undef, 0.1;
    }
    like $text, $shows{$n}, '... with what is in it';
}
$key->(' ', code => 'Space', windowsVirtualKeyCode => 32);
is $browser->value('document.getElementById("said").textContent'), 'paused', 'the space bar pauses';
my $was = $browser->value('document.documentElement.classList.contains("dark")');
$key->('d');
isnt $browser->value('document.documentElement.classList.contains("dark")'), $was,
    'd changes the colours';
is_deeply [ $browser->complaints ], [], 'the browser complains of nothing';

done_testing;
