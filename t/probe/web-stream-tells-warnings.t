use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

WebProbe->plan_or_skip;
my $web = WebProbe->start;

my $socket = $web->connect;
print {$socket} $web->request(GET => '/stream', { Authorization => "Bearer $web->{token}" });
my $text = WebProbe->read_all($socket, 10, qr/event: snapshot.*\n\n/s);
unlike $text, qr/event: warning/, 'at first there is nothing to warn of';

my $busy = WebProbe->start(sessions => <<'CODE');
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->yield('tick') },
        tick   => sub { $_[KERNEL]->post(shop => 'nobody knows'); $_[KERNEL]->delay(tick => 0.5) },
    });
CODE
$socket = $busy->connect;
print {$socket} $busy->request(GET => '/stream', { Authorization => "Bearer $busy->{token}" });
$text = WebProbe->read_all($socket, 15, qr/event: warning\ndata: .*\n\n/);
my ($warning) = $text =~ /event: warning\ndata: (.*)\n/;
like $warning, qr/"kind":"unhandled event"/, 'an event that nobody handles is told';
like $warning, qr/nobody knows/, '... by name';

done_testing;
