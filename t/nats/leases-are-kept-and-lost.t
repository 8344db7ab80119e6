use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use NATSServer;
use POETest;
use Test::More;

use POE;

needs_nats();
plan skip_all => 'Future is not installed' if !eval { require Future; Future->VERSION(0.49); 1 };
require POE::Future;
require POE::Component::Client::NATS;

my $server = nats_server(jetstream => 1);
my @nats   = map { POE::Component::Client::NATS->spawn(servers => $server->url) } 1, 2;
my @kv     = map { $_->jetstream->key_value('L') } @nats;
$kv[0]->create_bucket(ttl => 2, storage => 'memory')->get;

my (@told, $next);
sub until_told { $next = POE::Future->new; $next->get; return }
my @lease;

# The first has it before the other asks.
for my $who (0, 1) {
    push @lease, $kv[$who]->lease(
        'leader', "number $who",
        ttl      => 2,
        callback => sub { push @told, "$who $_[0]"; $next->done if $next and !$next->is_ready },
    );
    until_told() while @told <= $who;
}
is_deeply \@told, [ '0 held', '1 taken' ], 'one has it';
POE::Future->new_delay(3)->get;
is_deeply [ map { $_->is_held } @lease ], [ 1, 0 ], 'and keeps it';

my @seen;
my $watch = $kv[1]
    ->watch(ttl => 2, callback => sub { push @seen, $_[0] ? $_[0]{operation} : 'complete' });
$lease[0]->release;
until_told() while $told[-1] ne '1 held';
is_deeply [ map { $_->is_held } @lease ], [ 0, 1 ], 'until it is released';
$lease[1]->stop;
POE::Future->new_delay(4)->get;
is $seen[-1], 'EXPIRED', 'who only watches hears of one that was not kept up';
$_->close->get for @nats;
POE::Kernel->run;

done_testing;
