use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What is too large is refused before it is sent, and when it comes; what a peer does not read is not
# kept without end; what cannot be serialized is the sender's error.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my %test = (echo => sub { return length $_[ARG0] }, stop => sub { kill STOP => $$ });
my $port = other_kernel(sub { return server({ test => \%test }, max_message => 50_000) });

sub with_errors {
    my ($client, $do, %events) = @_;
    play_client(
        $port,
        sub { $_[KERNEL]->call(IKC => monitor => Srv => { error => 'error' }); $do->($_[KERNEL]) },
        error  => sub { note_down(@_[ ARG4, ARG5 ]) },
        client => $client,
        %events,
    );
    return got();
}

subtest 'too large to send' => sub {
    until_noted(2);
    my $sent;
    my $log = with_errors(
        { max_message => 10_000 },
        sub {
            $sent = ikc()->post('poe://Srv/test/echo', 'x' x 10_000);
            ikc()->call('poe://Srv/test/echo', 'x', 'poe:back');
        },
        back => sub { note_down($_[ARG0]) },
    );
    is $sent, 0, 'not sent';
    is $log->[0][0], 'channel-send', 'told';
    like $log->[0][1], qr/too large \(max_message\)/, 'why';
    is $log->[1], 1, 'the connection goes on';
};

subtest 'no data' => sub {
    until_noted(1);
    my $sent;
    my $log = with_errors(
        {},
        sub {
            $sent = ikc()->post('poe://Srv/test/echo', sub { });
        });
    is $sent, 0, 'not sent';
    like $log->[0][1], qr/cannot be sent/, 'why';
};

subtest 'too large to take' => sub {
    until_noted(1);
    my $log = with_errors({}, sub { ikc()->post('poe://Srv/test/echo', 'x' x 100_000) });
    like $log->[0][0], qr/\Achannel-(?:read|write)\z/, 'the connection ends';
};

subtest 'not read' => sub {
    until_noted(1);
    my $sent = 0;
    my $log  = with_errors(
        { max_backlog => 1_000_000, stall => 0.3, heartbeat => 0.1 },
        sub {
            ikc()->post('poe://Srv/test/stop', 1);
            $_[0]->delay(fill => 0.2);
        },
        fill =>
            sub { $sent++ while $sent < 1000 and ikc()->post('poe://Srv/test/echo', 'x' x 40_000) },
    );
    ok $sent < 400, "refused after $sent";
    like $log->[0][1], qr/max_backlog/, 'why';
};
done_testing;
