use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;

BEGIN {
    eval { require POE::Component::IKC::Protocol } or plan skip_all => 'there is none there';
}

# The older handshake, a line each, and the ways into it.

sub side {
    my ($side, %more) = @_;
    return POE::Component::IKC::Protocol->new(
        side        => $side, names => [qw(SRV-ID Srv SrvAlias 127.0.0.1:7015)], pid => 7,
        serializers => [qw(Storable POE::Component::IKC::Freezer)], %more
    );
}

sub client { return side('client', names => ['LC'], @_) }

# Plays a table of [line that comes, lines that go].
sub plays {
    my ($side, @table) = @_;
    for my $row (@table) {
        my ($line, @lines) = @$row;
        is_deeply([ $side->line($line) ], \@lines, "$line -> @lines");
    }
    return $side;
}

my @names = (
    [ 'HELLO', 'IAM SRV-ID' ],
    [ 'OK', 'IAM 127.0.0.1:7015' ],
    [ 'OK', 'IAM SrvAlias' ],
    [ 'OK', 'IAM Srv' ],
    [ 'OK', 'DONE' ],
    [ 'IAM LC', 'OK' ],
    ['DONE'],
);

subtest 'a server' => sub {
    my $server = plays(
        side('server'), @names,
        [ 'FREEZER Nope', 'NOT' ],
        [ 'FREEZER Storable', 'OK' ],
        [ 'FREEZER POE::Component::IKC::Freezer', 'OK' ],
        [ 'WORLD', 'UP' ]);
    ok($server->is_over, 'is through');
    is($server->serializer, 'POE::Component::IKC::Freezer', 'with the last serializer');
    is_deeply([ $server->peer_names ], ['LC'], 'with the name');
    is($server->peer_pid, undef, 'without a PID');
    is($server->protocol, 'IKC', 'and knows what was spoken');
};

subtest 'a server without FREEZER' => sub {
    my $server = plays(side('server'), @names, [ 'WORLD', 'UP' ]);
    is($server->serializer, 'Storable', 'means Storable');
    $server = side('server', serializers => ['POE::Component::IKC::Freezer']);
    plays($server, @names, [ 'WORLD', 'NOT' ]);
    like($server->failure, qr/no serializer in common.*'serializers' has to/, 'if that is taken');
};

subtest 'a server and wrong lines' => sub {
    my $server = plays(
        side('server'),
        ['GET / HTTP/1.0'], [ 'HELLO IKC3', 'NOT' ], [ 'HELLO', 'IAM SRV-ID' ],
        [ 'WHAT', 'NOT' ], @names[ 1 .. 4 ],
        [ 'IAM a b', 'NOT' ], [ 'DONE', 'NOT' ], [ 'IAM LC', 'OK' ], ['DONE'],
        [ 'PARDON', 'NOT' ], [ 'FREEZER a b', 'NOT' ]);
    is($server->failure, undef, 'bears some');
    $server->line('WHAT') for 1 .. 4;
    like($server->failure, qr/too many wrong lines/, 'not many');
    is_deeply([ $server->line('WORLD') ], [], 'and is deaf then');
    my $full = side('server');
    $full->line('x' x 4096);
    is($full->failure, undef, 'a line has 4096 octets');
    my $long = side('server');
    $long->line('x' x 4097);
    like($long->failure, qr/too long/, 'and no more');
};

my @told = (
    [ 'IAM SRV-ID', 'OK' ], [ 'IAM Srv', 'OK' ], [ 'DONE', 'IAM LC' ],
    [ 'OK', 'DONE', 'FREEZER Storable' ]);

subtest 'a client' => sub {
    my $client = client(protocol => 'IKC');
    is_deeply([ $client->start ], ['HELLO'], 'begins');
    plays(
        $client, @told, [ 'NOT', 'FREEZER POE::Component::IKC::Freezer' ], [ 'OK', 'WORLD' ],
        ['UP']);
    ok($client->is_over, 'is through');
    is_deeply([ $client->peer_names ], [qw(SRV-ID Srv)], 'with the names');
    is($client->serializer, 'POE::Component::IKC::Freezer', 'with the serializer that was taken');
};

subtest 'a client that falls back' => sub {
    my $client = client();
    like($client->start, qr/\ASETUP/, 'begins with the new one');
    plays($client, [ 'NOT', 'HELLO' ], @told, [ 'OK', 'WORLD' ], ['UP']);
    ok($client->is_over, 'is through');
};

subtest 'a client that pleases nobody' => sub {
    my $client = client(protocol => 'IKC', serializers => ['Storable']);
    $client->start;
    plays($client, @told, [ 'NOT', 'WORLD' ]);
    $client = client(protocol => 'IKC', serializers => ['YAML']);
    $client->start;
    plays($client, @told[ 0 .. 2 ], [ 'OK', 'DONE', 'FREEZER YAML' ], ['NOT']);
    like($client->failure, qr/no serializer/, 'says so');
    $client = client(protocol => 'IKC');
    $client->start;
    plays($client, ['NOT']);
    like($client->failure, qr/a name was due: 'NOT'/, 'NOT elsewhere is the end');
};

subtest 'two of ours' => sub {
    for my $protocols ([qw(IKC IKC)], [qw(IKC IKC0)], [qw(IKC0 IKC)], [qw(IKC0 IKC0)]) {
        my $client = side('client', names    => [ 'CLI-ID', 'Cli' ], protocol => $protocols->[0]);
        my $server = side('server', protocol => $protocols->[1]);
        my @lines  = $client->start;
        @lines = map { $client->line($_) } map { $server->line($_) } @lines while @lines;
        ok($_->is_over, "@$protocols: through") for $client, $server;
        is(($client->peer_names)[0], 'SRV-ID', 'first name of the server');
        is(($server->peer_names)[0], 'CLI-ID', 'first name of the client');
    }
};

done_testing;
