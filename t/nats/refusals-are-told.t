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

my $server = nats_server(config => <<'CONFIG');
max_payload: 1000
authorization { users = [ { user: u, password: p,
  permissions: { publish: ["ok.>", "_INBOX.>"], subscribe: ["ok.>", "_INBOX.>"] } } ] }
CONFIG

my (@told, %got);

sub start {
    my $nats = $_[HEAP]{nats} = POE::Component::Client::NATS->spawn(
        servers => $server->url('u:p'),
        events  => { connected => 'is_connected', error => 'has_failed', lost => 'has_lost' },
    );

    # Taken before anybody knows what the server takes.
    is $nats->publish('ok.large', 'x' x 1001), 1, 'a large message is taken while nothing is known';
    $nats->publish('ok.large', 'x' x 1001, track => 1, event => 'answered', context => 'tracked');
    $nats->request('ok.large', 'x' x 1001, event => 'answered', context => 'asked');
    $nats->publish('ok.small', 'x' x 1000);
    $nats->subscribe('ok.>', callback => sub { $got{ $_[0]->subject }++ });
    $nats->subscribe(
        'no.way',
        callback => sub { },
        on_error => sub { push @told, "subscription $_[1][4] " . $_[0]->kind });
}

sub is_connected {
    my $nats = $_[HEAP]{nats};
    is $nats->publish('ok.large', 'x' x 1001), 0, 'and refused once it is';
    is $nats->error->kind, 'too_large', 'with a reason';
    $nats->publish('no.subject', 'x');
    $nats->request('no.question', 'x', event => 'answered', context => 'forbidden');
    $nats->flush(event => 'flushed');
}

POE::Session->create(
    inline_states => {
        _start       => \&start,
        is_connected => \&is_connected,
        has_failed   => sub { push @told, $_[ARG1]->kind . " $_[ARG1]{subject}" },
        has_lost     => sub { push @told, "refused $_[ARG1]{refused}" },
        answered     => sub { push @told, "$_[ARG2] " . $_[ARG1]->kind },
        flushed      => sub { $_[HEAP]{nats}->close },
    });
POE::Kernel->run;

is_deeply [ sort @told ],
    [
    'asked too_large',
    'forbidden permission',
    'permission no.question',
    'permission no.subject',
    'permission no.way',
    'refused 1',
    'subscription no.way permission',
    'tracked too_large',
    ],
    'each refusal is told to who asked';
is_deeply \%got, { 'ok.small' => 1 }, 'the others arrived';

done_testing;
