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

my $server = nats_server();
my $nats   = POE::Component::Client::NATS->spawn(servers => $server->url);
$nats->subscribe('echo', callback => sub { $_[0]->respond($_[0]->payload) });

is $nats->request('echo', 'hello')->get->payload, 'hello', 'an answer';
my @failure = $nats->request('nobody', '')->await->failure;
is_deeply [ @failure[ 1, 2 ] ], [ 'nats', 'nobody' ], 'a failure has category and kind';
is $nats->publish('echo', 'x', track => 1)->get, 1, 'a message that the server has';
is $nats->flush->get, 1, 'all that was sent before';

my $cancelled = $nats->request('silent', '');
$cancelled->cancel;
is $nats->statistics->{requests}, 0, 'a question that was cancelled is forgotten';

@failure = $nats->publish('echo', 'x' x 2_000_000, track => 1)->await->failure;
is $failure[2], 'too_large', 'a message that is too large';
is $nats->close->get, 1, 'the end';
@failure = $nats->request('echo', '')->await->failure;
is $failure[2], 'closed', 'and nothing after it';
POE::Kernel->run;

done_testing;
