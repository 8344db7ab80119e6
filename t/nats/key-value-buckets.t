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
my $nats   = POE::Component::Client::NATS->spawn(servers => $server->url);
my $kv     = $nats->jetstream->key_value('B');
$kv->create_bucket(history => 3)->get;

is $kv->get('a')->get, undef, 'a key that is not there';
my $one = $kv->put('a', 'one')->get;
is $kv->get('a')->get->{value}, 'one', 'a value';
my $two = $kv->update('a', 'two', $one)->get;
is(
    ($kv->update('a', 'x', $one)->await->failure)[3]{err_code}, 10071,
    'an update that comes too late'
);
is(($kv->create('a', 'x')->await->failure)[3]{err_code}, 10071, 'a key that is there already');
is $kv->create('b.c', 'new')->get, $two + 1, 'a new one';
is_deeply $kv->keys->get, [qw(a b.c)], 'names of keys';
$kv->delete('a')->get;
is $kv->get('a')->get, undef, 'a deleted key';
is $kv->get('a', any => 1)->get->{operation}, 'DEL', 'has left a mark';
is_deeply $kv->keys->get, ['b.c'], 'and is none of the keys';
cmp_ok $kv->create('a', 'again')->get, '>', $two, 'it can be created again';

my @seen;
my ($complete, $done) = map { POE::Future->new } 1, 2;
my $watch = $kv->watch(
    callback => sub {
        my ($entry) = @_;
        push @seen, $entry ? "$entry->{operation} $entry->{key} $entry->{value}" : 'complete';
        $complete->done if !$entry;
        $done->done     if @seen == 5;
    });
$complete->get;
$kv->put('b.d', 'x')->get;
$kv->purge('b.c')->get;
$done->get;
is_deeply \@seen, [ 'PUT b.c new', 'PUT a again', 'complete', 'PUT b.d x', 'PURGE b.c ' ],
    'changes are seen';
$watch->stop;

is_deeply [
    map {
        ($kv->can('subject') && eval { $kv->subject($_); 1 })
            ? 1
            : 0
    } 'a b',
    'a..b', '', 'a.*',
    'a=/_-1'
    ],
    [ 0, 0, 0, 0, 1 ], 'names that keys may have';
$kv->delete_bucket->get;
$nats->close->get;
POE::Kernel->run;

done_testing;
