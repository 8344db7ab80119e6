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
my $js     = $nats->jetstream;

is $js->create_stream({ name => 'S', subjects => ['s.>'], max_age => 3600, storage => 'file' })
    ->get->{config}{max_age}, 3600e9, 'a stream, its durations in seconds';
my $ack = $js->publish('s.1', 'one', id => 'a')->get;
is_deeply $ack, { stream => 'S', seq => 1, duplicate => 0 }, 'a message is stored';
is $js->publish('s.1', 'one', id => 'a')->get->{duplicate}, 1, 'once';
is(
    ($js->publish('s.1', 'x', expect_last_sequence => 7)->await->failure)[3]{err_code},
    10071, 'under a condition that does not hold'
);
is(
    ($js->publish('nowhere', 'x', timeout => 0.5)->await->failure)[2], 'nobody',
    'no stream wants it'
);
$js->publish('s.2', "two $_", headers => { N => $_ })->get for 1 .. 3;
my $stored = $js->get_message('S', seq => 2)->get;
is "$stored->{data} @{ $stored->{headers} }[ -2, -1 ]", 'two 1 N 1', 'it is got again';
is_deeply $js->stream_names->get, ['S'], 'names of streams';

# ---------------------------------------------------------------------------
# Pulled

$js->create_consumer('S', { durable_name => 'C', ack_wait => 30 })->get;
my ($done, @got) = (POE::Future->new);
my $flow = $js->consume(
    'S', 'C',
    window   => 2,
    callback => sub {
        my ($message, $flow) = @_;
        push @got, join ' ', $message->seq, $message->deliveries, $message->payload;
        return $message->nak(0.1) if $message->payload eq 'two 1' and $message->deliveries == 1;
        $message->ack;
        $done->done if @got == 5;
    });
$done->get;
is_deeply \@got, [ '1 1 one', '2 1 two 1', '3 1 two 2', '4 1 two 3', '2 2 two 1' ],
    'all are delivered; one that was refused, again';
$nats->flush->get;
is $js->consumer_info('S', 'C')->get->{num_ack_pending}, 0, 'and all are done with';
$flow->stop;

# ---------------------------------------------------------------------------
# Pushed, in order

($done, @got) = (POE::Future->new);
$flow = $js->follow(
    'S',
    ordered  => 1,
    config   => { filter_subject => 's.2' },
    callback => sub { push @got, $_[0]->payload; $done->done if @got == 4 },
);
$js->publish('s.2', 'later')->get;
$done->get;
is_deeply \@got, [ 'two 1', 'two 2', 'two 3', 'later' ], 'those of before and later ones';
$flow->stop;

is $js->purge_stream('S', keep => 1)->get, 4, 'all but one are purged';
is $js->delete_stream('S')->get, 1, 'the stream is deleted';
is(($js->stream_info('S')->await->failure)[3]{err_code}, 10059, 'and gone');
$nats->close->get;
POE::Kernel->run;

done_testing;
