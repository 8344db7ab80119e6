use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

# On its screen a trace is asked for with limits, may be stopped, and tells why it has ended.

plan skip_all => "for the viewer of this distribution" if is_upstream();
my $missing = Terminal::missing();
plan skip_all => $missing if $missing;
require ProbeServer;

my $asked = File::Temp->new;
my $probe = ProbeServer->start(
    raw => {
        trace => sub {
            my ($request, $server) = @_;
            open my $out, '>>', "$asked" or die "$asked: $!";
            print {$out} POE::XS::Top::JSON::line($request);
            close $out;
            my $rows
                = [ map { [ $_, $_ - 1, $_ * 1e6, 5e5, 1000, 2, 4, "event$_", 'post', 'x.pl:1' ] }
                    1 .. 3 ];
            return $server->line($request, rows => $rows) if !$request->{session};
            return $server->line($request, rows => $rows, why => 'limit', dropped => 9, last => \1);
        }
    });
my $terminal = $probe->screens([], columns => 120);
$terminal->shows(qr/^> +2 web/m, 'sessions');
$terminal->type('7s');
$terminal->shows(qr/^ tracing \(all sessions\)/m, 'it runs');
$terminal->shows(
    qr/^> +3 +2 2\.0ms 500us 1\.0us web +event3 +worker two +post x\.pl:1/m,
    'the latest first, with names'
);
$terminal->type('s');
$terminal->shows(qr/^ stopped \(all sessions\)/m, 'stopped');
$terminal->type('mm');
$terminal->shows(qr/handlers from 1\.0ms on/, 'only long ones');
$terminal->type('1T');
$terminal->shows(
    qr/^ the trace has ended, at its limit of 10000 records, 9 records dropped \(session 2, handlers from 1\.0ms on\)/m,
    'of one session; its end is told'
);
my @requests = map { POE::XS::Top::JSON::object($_) } readline $asked;
is_deeply(
    [ map { [ @$_{qw(seconds limit session least_ns)} ] } @requests ],
    [ [ 60, 10_000, undef, undef ], [ 60, 10_000, 2, 1_000_000 ] ], 'limits are asked for'
);

done_testing;
