use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
require IKCPeer;
use POE;
use Time::HiRes qw(time);

# Peers that want too much: of time, of connections, of memory. Limits are small here, so that they are met.

use constant MB => 1024 * 1024;

my $large = 'x' x (MB / 4);
my %test  = (
    echo   => sub { $_[ARG0] },
    large  => sub { $_[ARG0] . $large },
    memory => sub { resident_bytes() },
    nobody => sub {return},
);
my @limits = (
    max_handshakes => 20, handshake_timeout => 1, max_message => MB, max_backlog => 2 * MB,
    stall          => 1, heartbeat          => 1
);
my $port = other_kernel(sub {
    $SIG{__WARN__} = sub { };
    server({ test => \%test }, @limits);
});
my $steady = IKCPeer->connect_to(port => $port, light => 1);
my $before = $steady->call_light('test/memory');

sub goes_on {
    my ($what) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($steady->call_light('test/echo', $what), $what, "$what: others go on");
    my $more = $steady->call_light('test/memory') - $before;
    return cmp_ok($more, '<', 24 * MB, "$what: the memory is bounded");
}

sub in_time {
    my ($peer, $what) = @_;
    my $began = time;
    my $ends  = eval { 1 while $peer->_more; 1 } // $@ =~ /reset/;
    ok($ends, "$what: it is shown out");
    cmp_ok(time - $began, '<', scaled(6), "$what: in time");
    return;
}

subtest 'slow handshakes' => sub {
    my @peers = map { IKCPeer->connect_to(port => $port, raw => 1) } 1 .. 30;
    my $began = time;
    while (time - $began < 1.3) {
        eval { $_->put('S') } for @peers[ 0 .. 19 ];
        select undef, undef, undef, 0.1;
    }
    goes_on('slow handshakes');
    in_time($_, 'a slow one') for @peers[ 0, 19, 29 ];
    my $late = eval { IKCPeer->connect_to(port => $port, names => ['Late']) };
    ok($late, 'and then there is room again');
};

subtest 'many connections' => sub {
    for my $round (1 .. 5) {
        my @peers = map { IKCPeer->connect_to(port => $port, raw => 1) } 1 .. 60;
        $_->hang_up for @peers;
    }
    goes_on('many connections');
};

subtest 'messages without an end' => sub {
    my @peers = map { IKCPeer->connect_to(port => $port, names => ["Endless$_"]) } 1 .. 8;
    $_->put(MB . "\0" . 'x' x (MB - 1)) for @peers;
    goes_on('messages without an end');
    $_->hang_up for @peers;
    my $peer = IKCPeer->connect_to(port => $port, names => ['Over']);
    $peer->put((MB + 1) . "\0");
    in_time($peer, 'a length that is over the limit');
};

subtest 'a flood of messages' => sub {
    my $peer = IKCPeer->connect_to(port => $port, names => ['Flood']);
    my $body = $peer->freeze({ event => 'poe://Srv/test/nobody', params => 'x' x 100 });
    my $lot  = (length($body) . "\0$body") x 500;
    for (1 .. 20) {
        $peer->put($lot);
        goes_on('a flood') if $_ % 10 == 0;
    }
    $peer->hang_up;
};

subtest 'a peer that does not read' => sub {
    my $peer  = IKCPeer->connect_to(port => $port, names => ['Deaf']);
    my %reply = (kernel => 'Deaf', session => 'x', state => 'y');
    my $body  = $peer->freeze({ event => 'poe://Srv/test/large', params => 'x', rsvp => \%reply });
    eval { $peer->put(length($body) . "\0$body") for 1 .. 200; 1 } or diag $@;
    goes_on('a peer that does not read');
    my $until = time + scaled(6);
    select undef, undef, undef, 0.1
        while $steady->call_light('test/echo', 1) && time < $until && !_is_gone($peer);
    ok(_is_gone($peer), 'and it is shown out after a while');
    goes_on('afterwards');
};

# The server's end is closed: what is written there is answered so.
sub _is_gone {
    my ($peer) = @_;
    local $SIG{PIPE} = 'IGNORE';
    return !defined syswrite $peer->{socket}, '1';
}

subtest 'one that is ours, and deaf and dumb' => sub {
    my $peer = IKCPeer->own(port => $port, names => [ 'Dumb', 'x' ]);
    in_time($peer, 'a peer that answers no heartbeat');
};

done_testing;
