use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

use File::Temp;

plan skip_all => "for the viewer of this distribution" if is_upstream();
my $missing = Terminal::missing();
plan skip_all => $missing if $missing;
require ProbeServer;

my $probe = ProbeServer->start;
my $file  = File::Temp->new;
for my $number (1 .. 5) {
    print {$file} POE::XS::Top::JSON::line({
        schema   => 'poe-top/1', v => 1, now => $number * 2, wall => 1e9,
        head     => { program => 'night.pl', dispatched => $number**2 * 100, uptime => 99 },
        sessions =>
            [ { id => 2, name => 'web', count => $number**2 * 100, queue => $number, age => 50 } ]
    });
}
close $file;
my $terminal = $probe->screens([ '--replay', "$file" ], columns => 100);
my $state    = sub { $terminal->shows(qr/^$_[0] $_[1]\/5 /m, "$_[0] at $_[1]") };
$state->(stopped => 1);
$terminal->type('..');
$state->(stopped => 3);
$terminal->shows(qr/web .* 3 +- +250 /, 'rates are those since the state before');
$terminal->type(',');
$state->(stopped => 2);
$terminal->shows(qr/web .* 2 +- +150 /, '... when one goes back, too');
$terminal->type(']');
$state->(stopped => 5);
$terminal->type('.');
$terminal->shows(qr/This is the end of the recording/, 'the end');
$terminal->type('0+++++ ');
$state->(stopped => 5);
$terminal->type('0--------- ');
$state->(playing => '[12]');
$terminal->type("\r");
$terminal->shows(qr/^web \(session 2\)/m, 'enter, as with a program');
$terminal->type('q');
is($terminal->ends, 0, 'the end');

done_testing;
