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
my (@told, %got);

sub start {
    my $nats = $_[HEAP]{nats} = POE::Component::Client::NATS->spawn(
        servers    => $server->url,
        wait_first => 0.1,
        events     => { map { $_ => "is_$_" } qw(connected disconnected reconnected lost) },
    );
    $nats->subscribe('a.>', event => 'got', queue   => 'q', context => $_) for 1, 2;
    $nats->subscribe('a.>', event => 'got', context => 'two', max   => 2);
}

sub is_connected {
    my $nats = $_[HEAP]{nats};
    push @told, 'connected';
    $nats->publish('a.1', 'x');
    $nats->flush(event => 'flushed');
}

# The halted server gets what is written, and never reads it.
sub flushed {
    my $nats = $_[HEAP]{nats};
    push @told, 'flushed';
    $server->signal('STOP');
    $nats->request('a.2', 'written', event => 'answered');
    $nats->publish('a.lost', 'x') for 1 .. 3;
    $nats->publish('a.lost', 'x', track => 1, event => 'answered');
    $_[KERNEL]->delay(kill_it => 0.3);
}

sub is_disconnected {
    push @told, 'disconnected';
    $_[HEAP]{nats}->publish('a.3', 'not written');
    $server->start;
}

sub is_reconnected {
    push @told, 'reconnected';
    $_[HEAP]{nats}->publish('a.4', 'x');
    $_[HEAP]{nats}->close;
}

POE::Session->create(
    inline_states => {
        _start          => \&start,
        is_connected    => \&is_connected,
        is_disconnected => \&is_disconnected,
        is_reconnected  => \&is_reconnected,
        flushed         => \&flushed,
        kill_it         => sub { $server->stop('KILL') },
        is_lost         => sub { push @told, "lost $_[ARG1]{unknown}" },
        answered        => sub { $got{ $_[ARG1] ? $_[ARG1]->kind : 'answer' }++ },
        got             => sub { $got{ $_[ARG0]->subject . ($_[ARG2] eq 'two' ? ' two' : '') }++ },
    });
POE::Kernel->run;

is_deeply \@told, [ qw(connected flushed disconnected), 'lost 3', 'reconnected' ],
    'what the client tells';
is_deeply \%got,
    { 'a.1' => 1, 'a.1 two' => 1, 'a.3' => 1, 'a.3 two' => 1, 'a.4' => 1, unknown => 2 },
    'queues are shared and maxima count on; what was written has an unknown end';

done_testing;
