use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use IKCPeer;
use POETest;
use Test::More;

BEGIN {
    eval { require POE::Component::IKC::ClientLite } or plan skip_all => 'there is none there';
}

# What the peer saw and sent is that of the recorded conversation: what was sent, and how long it was.

my %service = (
    fetchQ => sub {7},
    list   => sub { (1, 2, 3) },
    here   => sub { },
    add_1  => sub {
        my ($peer, $params) = @_;
        $peer->post(
            { event => $params->[1], params => $params->[0] + 1, from => $peer->from('test') });
        return;
    },
    tell => sub {
        my ($peer, $params, $message) = @_;
        $peer->post({
            event => { %{ $message->{from} }, state => 'told' }, params => [ 'a', 'b' ],
            from  => $peer->from('test') });
        return;
    },
);

# A server in a process of its own that serves one client, and what the client's part returned.
sub conversation {
    my ($part, $server_option, @option) = @_;
    my $server = IKCPeer->listen_on(%$server_option);
    my $peer   = IKCPeer->in_child(sub {
        my $one = $server->accept_one;
        $one->serve(test => \%service);
        return ($one->log, $one->{freezer}, $one->{peer_names}, $one->{spoken});
    });
    my @where
        = $server_option->{unix}
        ? (unix => $server_option->{unix})
        : (ip => '127.0.0.1', port => $server->port);
    my $client
        = POE::Component::IKC::ClientLite->spawn(@where, name => 'LC', timeout => 10, @option)
        or return diag(POE::Component::IKC::ClientLite::error()), $peer->stop;
    $part->($client);
    $client->disconnect;
    return $peer->result;
}

sub talk {
    my ($client) = @_;
    is($client->name, 'LC', 'name');
    is(scalar $client->call('test/fetchQ', 'arg'), 7, 'call');
    is_deeply([ $client->call('test/list') ], [ 1, 2, 3 ], 'call for a list');
    is($client->post_respond('test/add_1', 41), 42, 'post_respond');
    is($client->post('test/here', [ 'x', { y => 1 } ]), 1, 'post');
    is($client->call('test/unpublished', 1), undef, 'call of what is not published');
    like(
        $client->error, qr/\ASession 'test' has not published state 'unpublished'\.  Request poe/,
        'is an error'
    );
    ok($client->ping, 'ping');
    ok($client->connect, 'connect, to where it is');
    is($client->post('poe://Srv/test/tell', 1), 1, 'a whole address');
    is_deeply([ $client->responded('told') ], [ 'a', 'b' ], 'responded');
    return;
}

# Octets of each frame of the client.
sub lengths {
    my ($log, $way) = @_;
    return map { $_->[1] =~ /\A([0-9]+)\0/ ? $1 : () } grep { $_->[0] eq $way } @$log;
}

subtest 'the Freezer' => sub {
    my ($log, $freezer, $names)
        = conversation(\&talk, {}, serialiser => 'POE::Component::IKC::Freezer');
    is($log->[0][1], "SETUP KERNEL=LC;FREEZER=POE::Component::IKC::Freezer;PID=$$\r\n", 'its line');
    my @sent = lengths($log, '<');
    is_deeply([ @sent[ 0 .. 4 ] ], [ 264, 261, 234, 180, 265 ], 'frames as they were recorded');
};

subtest 'Storable' => sub {
    my ($log, $freezer) = conversation(\&talk, {}, serialiser => 'Storable');
    is($freezer, 'Storable', 'taken');
    my ($frame) = grep {/\A[0-9]+\0/} map { $_->[1] } @$log;
    like($frame, qr/\A211\0\x05.\x03\0\0\0\x05/s, 'the frame as it was recorded');
    like($frame, qr/\x0a\x00\0\0\0\x09wantarray/, 'with an empty string for a scalar');
};

subtest 'FreezeThaw' => sub {
    plan skip_all => 'it is not installed' if !eval { require FreezeThaw };
    is((conversation(\&talk, {}, serialiser => 'FreezeThaw'))[1], 'FreezeThaw', 'taken');
};

subtest 'what it offers by itself' => sub {
    is((conversation(\&talk, {}))[1], 'Storable', 'to somebody near: Storable');
};

for my $protocols ([qw(IKC IKC)], [qw(IKC IKC0)], [qw(IKC0 IKC)]) {
    subtest "handshakes: server $protocols->[0], client $protocols->[1]" => sub {
        my ($log, $freezer, $names, $spoken) = conversation(
            \&talk, { protocol => $protocols->[0] }, protocol => $protocols->[1],
            serialiser                                        => 'POE::Component::IKC::Freezer'
        );
        is($spoken, 'IKC', 'the older one');
        is_deeply($names, ['LC'], 'one name');
    };
}

subtest 'a Unix socket' => sub {
    my $path = "/tmp/ikc-lite-$$";
    my ($log) = conversation(\&talk, { unix => $path });
    unlink $path;
    like($log->[0][1], qr/\ASETUP KERNEL=LC;/, 'it is spoken there too');
};

done_testing;
