use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;
require POE::Component::IKC::ClientLite;

# What calls, posts and errors come to between ClientLite and a server of this distribution.

my %test = (
    echo  => sub { $_[ARG0] },
    list  => sub { my @values = (1, undef, [2]); return @values },
    none  => sub {return},
    empty => sub { return () },
    dies  => sub { die "no luck\n" },
    add_1 =>
        sub { my ($number, $to) = @{ $_[ARG0] }; $_[KERNEL]->post(IKC => post => $to, $number + 1) }
    ,
    tell => sub { $_[KERNEL]->post($_[SENDER], news => 'a', 'b') },
    keep => sub { $_[HEAP]{kept} = $_[ARG0] },
    kept => sub { $_[HEAP]{kept} },
);

sub talk_to {
    my ($name, $server, @client) = @_;
    subtest $name => sub {
        my $port = other_kernel(sub {
            $SIG{__WARN__} = sub { };
            server({ test => \%test }, @$server);
        });
        my $client = POE::Component::IKC::ClientLite->spawn(
            ip      => '127.0.0.1', port => $port,
            timeout => 5, @client
        ) or return fail(POE::Component::IKC::ClientLite::error());
        like($client->name, qr/\AClient$$/, 'the name');
        my @values = ('text', "\xff\x{263a}", [ 1, { two => undef } ], 0, '');
        is_deeply(scalar $client->call('test/echo', $_), $_, 'an echo') for @values;
        is_deeply([ $client->call('test/list') ], [ 1, undef, [2] ], 'a list');
        is($client->post_respond('test/add_1', 41), 42, 'post_respond');
        is($client->post('test/keep', [1]), 1, 'post');
        is_deeply(scalar $client->call('test/kept'), [1], 'which came');
        is($client->post('test/tell', 1), 1, 'a post');
        is_deeply([ $client->responded('news') ], [ 'a', 'b' ], 'and what comes of it');
        is($client->call('test/no', 1), undef, 'what is not published');
        like($client->error, qr/Session 'test' has not published state 'no'/, 'is an error');
        ok($client->ping && $client->connect, 'ping');
        return $client->{is_ours} && _talk_to_ours($client);
    };
    return;
}

sub _talk_to_ours {
    my ($client) = @_;
    is($client->call('test/none'), undef, 'nothing is an answer');
    is_deeply([ $client->call('test/empty') ], [], 'an empty list too');
    isnt($client->error, 'timed out', 'without waiting');
    return if !eval { require POE::Future };
    is($client->call('test/echo', 'on'), 'on', 'and it goes on');
    return;
}

talk_to('what is agreed without a word', []);
talk_to("by $_", [ serializers => $_ ], serializers => $_)
    for grep { POE::Component::IKC::Serializers::offered($_) }
    qw(Sereal CBOR JSON Storable Freezer);
talk_to('by the older handshake', [], protocol        => 'IKC');
talk_to('by a secret', [ secret => 'sesame' ], secret => 'sesame');

subtest 'secrets' => sub {
    my $port = other_kernel(sub {
        server({ test => \%test }, secret => 'sesame', on_error => sub { });
    });
    my @to = (ip => '127.0.0.1', port => $port, timeout => 5);
    is(POE::Component::IKC::ClientLite->spawn(@to, secret => 'parsley'), undef, 'another one');
    like(POE::Component::IKC::ClientLite->error, qr/secret/, 'is told');
    my $client = POE::Component::IKC::ClientLite->spawn(@to);
    is($client && $client->call('test/echo', 1), undef, 'none');
    like(POE::Component::IKC::ClientLite->error, qr/secret/, 'is told');
};

subtest 'several clients' => sub {
    my $port    = other_kernel(sub { server({ test => \%test }) });
    my @to      = (ip => '127.0.0.1', port => $port, timeout => 5);
    my @clients = map { POE::Component::IKC::ClientLite->spawn(@to) } 1 .. 3;
    is($clients[$_]->call('test/echo', $_), $_, 'one of three') for 0 .. 2;
    my $pid = fork // die $!;
    POSIX::_exit(($clients[0]->call('test/echo', 7) // 0) == 7 ? 0 : 1) if !$pid;
    waitpid $pid, 0;
    is($?, 0, 'one in a forked process');
    is($clients[0]->call('test/echo', 8), 8, 'and here');
};

done_testing;
