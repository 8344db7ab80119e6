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
my (@got, @told);

sub start {
    my $nats = $_[HEAP]{nats} = POE::Component::Client::NATS->spawn(
        servers => $server->url,
        events  => { connected => 'is_connected', closed => 'is_closed', error => 'is_closed' },
    );
    $nats->subscribe('greet.*', event => 'got');
    $nats->publish('greet.one', 'before there is a connection');
}

sub got {
    my ($message, $subscription) = @_[ ARG0, ARG1 ];
    push @got, join ' ', $message->subject, $message->payload, $message->header('Lang') // '-';
    my $nats = $_[HEAP]{nats};
    return $nats->publish('greet.two', "h\x{e9}", headers => [ Lang => 'fr' ]) if @got == 1;
    $nats->close;
}

POE::Session->create(
    inline_states => {
        _start       => \&start,
        got          => \&got,
        is_connected => sub { push @told, "connected $_[ARG1]{version}" },
        is_closed    => sub { push @told, 'closed', defined $_[ARG1] ? "$_[ARG1]" : () },
    });
POE::Kernel->run;

is_deeply \@got, [ 'greet.one before there is a connection -', "greet.two h\x{e9} fr" ], 'messages';
like $told[0], qr/\Aconnected 2\./, 'the connection is told of';
is_deeply [ @told[ 1 .. $#told ] ], ['closed'], 'and its end';

done_testing;
