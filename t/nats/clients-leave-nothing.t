use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use NATSServer;
use POETest;
use Test::More;

use POE;

needs_nats();
require POE::Component::Client::NATS;

my $server = nats_server();
my $nats;

sub in_session {
    my ($code) = @_;
    POE::Session->create(
        inline_states => { _start => $code, got => sub { $nats->close }, ended => sub { } });
    POE::Kernel->run;
    undef $nats;
    return;
}

sub client { return $nats = POE::Component::Client::NATS->spawn(servers => $server->url, @_) }

no_growth(
    'a client with a subscription and a question',
    sub {
        in_session(sub {
            client(events => { closed => 'ended' });
            $nats->subscribe('a', callback => sub { $_[0]->respond('x') });
            $nats->subscribe('a', event    => 'got');
            $nats->request('a', 'x', event => 'ended');
        });
    },
    100
);
no_growth(
    'one that is closed at once',
    sub {
        in_session(sub { client(); $nats->close });
    },
    100
);

my $destroyed = 0;
{
    no warnings 'once';
    *POE::Component::Client::NATS::DESTROY = sub { $destroyed++ };
}
in_session(sub { client(); $nats->flush(event => 'got') });
is $destroyed, 1, 'the object goes when its work is done';

done_testing;
