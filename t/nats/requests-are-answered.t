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
my %got;

sub start {
    my $nats = $_[HEAP]{nats} = POE::Component::Client::NATS->spawn(servers => $server->url);
    $nats->subscribe('double', callback => sub { $_[0]->respond(2 * $_[0]->payload) });
    $nats->subscribe('silent', callback => sub { });
    $nats->request('double', 21, event   => 'answered', context => 'double');
    $nats->request('nobody', 1, event    => 'answered', context => 'nobody');
    $nats->request('silent', 1, timeout  => 0.3, event          => 'answered', context => 'silent');
    $nats->request('double', 4, callback => sub { $got{callback} = $_[0]->payload });
}

sub answered {
    my ($message, $failure, $context) = @_[ ARG0 .. ARG2 ];
    $got{$context} = $failure ? $failure->kind : $message->payload;
    return if keys %got < 4;
    is $_[HEAP]{nats}->statistics->{requests}, 0, 'no question stays open';
    $_[HEAP]{nats}->close;
}

POE::Session->create(inline_states => { _start => \&start, answered => \&answered });
POE::Kernel->run;

is_deeply \%got, { double => 42, nobody => 'nobody', silent => 'timeout', callback => 8 },
    'each question has its end';

done_testing;
