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

my $server = nats_server(jetstream => 1);
my $COUNT  = 1500;
my ($nats, $js, $sent, %acknowledged, %handled, @failed) = (undef, undef, 0);

sub start {
    $nats = POE::Component::Client::NATS->spawn(servers => $server->url, wait_first => 0.1);
    $js   = $nats->jetstream;
    $js->create_stream(
        { name => 'S', subjects => ['s'], storage => 'file' },
        event => 'has_stream'
    );
}

sub has_stream {
    $js->create_consumer('S', { durable_name => 'C', ack_wait => 2 }, event => 'has_consumer');
}

sub has_consumer {
    $js->consume('S', 'C', window => 200, expires => 3, heartbeat => 0.5, callback => \&handle);
    $_[KERNEL]->yield('send');
    $_[KERNEL]->delay_set(kill_it => $_) for 0.3, 1.2;
}

sub handle {
    my ($message) = @_;
    $handled{ $message->seq }++;
    $message->ack;
    end_if_done();
}

sub send_some {
    for (1 .. 20) {
        return if $sent >= $COUNT;
        $sent++;
        $js->publish('s', $sent, event => 'stored', context => $sent);
    }
    $_[KERNEL]->delay(send => 0.02);
}

sub stored {
    my ($ack, $failure, $number) = @_[ ARG0 .. ARG2 ];
    if   ($ack) { $acknowledged{ $ack->{seq} }++ }
    else        { push @failed, "$number: $failure" }
    end_if_done();
}

sub end_if_done {
    return       if keys(%acknowledged) + @failed < $COUNT or keys %handled < keys %acknowledged;
    $nats->close if !$nats->is_closed;
}

POE::Session->create(
    inline_states => {
        _start       => \&start,
        has_stream   => \&has_stream,
        has_consumer => \&has_consumer,
        send         => \&send_some,
        stored       => \&stored,
        kill_it      => sub { $server->restart('KILL') },
    });
POE::Kernel->run;

is_deeply \@failed, [], 'all were stored';
is scalar keys %acknowledged, $COUNT, 'each once, though some were sent again';
is_deeply [ grep { !$handled{$_} } keys %acknowledged ], [], 'none was lost';
is $nats->statistics->{reconnects}, 2, 'the server was killed twice';

done_testing;
