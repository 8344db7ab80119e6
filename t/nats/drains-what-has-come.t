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
my ($sender, $receiver, %got, @told);
my $COUNT = 20_000;

sub client { return POE::Component::Client::NATS->spawn(servers => $server->url, @_) }

sub start {
    ($sender, $receiver) = map { client(name => $_, max_pending => 1e9) } 1, 2;
    $receiver->subscribe('flood', callback => \&got_one);
    $_[HEAP]{other} = $receiver->subscribe('other', event => 'got_other');
    $receiver->flush(event => 'flood');
}

sub flood {
    $sender->publish('flood', $_) for 1 .. $COUNT;
    $sender->publish('other', 1);
    $sender->close;
}

# In the middle of the flood: what the server has sent or will have sent by then comes, nothing behind.
sub got_one {
    my ($message) = @_;
    $got{flood}++;
    $got{disorder}++ if $message->payload != $got{flood};
    $receiver->drain(callback => sub { push @told, "drained $got{flood}" }) if $got{flood} == 100;
}

POE::Session->create(
    inline_states => {
        _start    => \&start,
        flood     => \&flood,
        got_other => sub { $got{other}++ },
    });
POE::Kernel->run;

cmp_ok $got{flood}, '>=', 100, 'messages came';
is $got{disorder}, undef, 'in their order';
is_deeply \@told, ["drained $got{flood}"], 'none after the end, which is told of';
ok $_->is_closed, 'both clients are closed' for $sender, $receiver;
is $receiver->statistics->{subscriptions}, 0, 'no subscription is left';

done_testing;
