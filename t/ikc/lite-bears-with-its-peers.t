use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use IKCPeer;
use POETest;
use Test::More;
use Time::HiRes qw(time);

BEGIN {
    eval { require POE::Component::IKC::ClientLite } or plan skip_all => 'there is none there';
}

my $class = 'POE::Component::IKC::ClientLite';

# A client of a server in a process of its own; $peer is what that does with its connections, one after another.
sub with_peer {
    my ($part, @peers) = @_;
    my %option = ref $peers[0] eq 'HASH' ? %{ shift @peers } : ();
    my $server = IKCPeer->listen_on(%{ delete $option{server} || {} });
    my $child  = IKCPeer->in_child(sub {
        my @kept;
        for my $peer (@peers) {
            push @kept, my $one = $server->accept_one;
            $peer->($one, $server);
        }
        return 1;
    });
    my $client = $class->spawn(
        ip => '127.0.0.1', port => $server->port, name => 'LC', timeout => 5,
        %option
    );
    my $began = time;
    $part->($client, $child);
    cmp_ok(time - $began, '<', scaled(3), 'without waiting for a time limit');
    $client->disconnect if $client;
    $child->stop;
    return;
}

sub answers {
    my ($peer, $count) = @_;
    $peer->_serve_one($peer->get // last, { test => { echo => sub { $_[1] } } }) for 1 .. $count;
}
sub answer_next { my ($peer) = @_; answers($peer, 1) }

subtest 'the end while it waits' => sub {
    with_peer(
        sub {
            my ($client) = @_;
            is($client->call('test/echo', 1), undef, 'no answer');
            like($client->error, qr/closed/, 'at once, and it says why');
            is($client->call('test/echo', 2), 2, 'the next call connects again');
        },
        sub { $_[0]->get; $_[0]->hang_up },
        \&answer_next
    );
};

subtest 'the end between calls' => sub {
    with_peer(
        sub {
            my ($client) = @_;
            is($client->call('test/echo', 1), 1, 'before');
            select undef, undef, undef, 0.1;
            is($client->post('test/echo', 2), 1, 'a post goes to the next connection');
            is($client->call('test/echo', 3), 3, 'and a call');
        },
        sub { answer_next($_[0]); $_[0]->hang_up },
        sub { my ($peer) = @_; die if $peer->get->{params} != 2; answer_next($peer) });
};

subtest 'disconnect' => sub {
    with_peer(
        sub {
            my ($client) = @_;
            is($client->call('test/echo', 1), 1, 'before');
            $client->disconnect;
            is($client->call('test/echo', 2), 2, 'a call connects again');
            $client->disconnect;
            ok($client->connect, 'connect does');
            is($client->call('test/echo', 3), 3, 'and all is well');
        },
        (\&answer_next) x 3
    );
};

subtest 'frames that nobody asked for' => sub {
    my $message = sub {
        my ($to, $params) = @_;
        return {
            event => $to, params => $params,
            from  => { kernel => 'K', session => 'test', state => 'IKC:proxy' } };
    };
    my $lite = sub { return { kernel => 'LC', session => 'IKCLite', state => $_[0] } };
    with_peer(
        sub {
            my ($client) = @_;
            my @warnings = warnings_of(
                sub { is($client->call('test/echo', 1), 1, 'the answer comes after them') });
            is(@warnings, 1, 'one is for a session that is not there');
            is($client->call('test/echo', 2), 2, 'the next answer too');
            is($client->responded('news'), 'early', 'what came before is there');
            is_deeply([ $client->responded('news') ], [ 'later', 'on' ], 'in order');
        },
        sub {
            my ($peer) = @_;
            my $first = $peer->get;
            $peer->post($message->($lite->('news'), 'early'));
            $peer->post($message->($lite->('response99999'), 'late'));
            $peer->post($message->({ kernel => 'LC', session => 'other', state => 'x' }, 'lost'));
            $peer->post({
                %{
                    $message->(
                        { kernel => 'LC', session => 'IKC', state => 'remote_error' },
                        [
                            "Session 'x' has not published state 'y'.  Request poe://K/x/y sent by poe://LC/IKCLite",
                            'K', 'check'
                        ])
                },
                is_error => 1
            });
            $peer->post($message->($first->{rsvp}, 1));
            $peer->post($message->($lite->('news'), [ 'later', 'on' ]));
            answer_next($peer);
        });
};

subtest 'errors' => sub {
    my $error = sub {
        return {
            event    => { kernel => 'LC', session => 'IKC', state => 'remote_error' },
            is_error => 1, params => $_[0] };
    };
    with_peer(
        sub {
            my ($client) = @_;
            is($client->call('test/echo', 1), undef, 'a call fails');
            is($client->error, 'bare text', 'with a text');
            is($class->can('error')->(), 'bare text', 'which the function tells too');
            is($client->call('test/echo', 2), undef, 'another');
            is($client->error, 'in a list', 'with a list');
            is($client->post('test/echo', 3), 1, 'a post that fails');
            select undef, undef, undef, 0.1;
            is($client->call('test/echo', 4), 4, 'does not spoil the next call');
        },
        sub {
            my ($peer) = @_;
            for my $params ('bare text', [ 'in a list', 'K', 'check' ], 'that post') {
                $peer->get;
                $peer->post($error->($params));
            }
            answer_next($peer);
        });
};

subtest 'what is no message' => sub {
    for my $octets (
        "GET / HTTP/1.0\r\n\r\n", "0\0", "5\0abcde", "99999999999\0",
        "4\0\x05\x0b\x02\0", ("9" x 30))
    {
        with_peer(
            sub {
                my ($client) = @_;
                is($client->call('test/echo', 1), undef, 'no answer');
                ok(length $client->error, 'a reason: ' . substr $client->error, 0, 50);
                is($client->call('test/echo', 2), 2, 'and a new connection');
            },
            sub { $_[0]->get; $_[0]->put($octets) },
            \&answer_next
        );
    }
};

subtest 'a flood' => sub {
    my $flood = sub {
        my ($peer) = @_;
        my $body = $peer->freeze({
            event  => { kernel => 'LC', session => 'IKCLite', state => 'news' },
            params => 'x' x 1000
        });
        eval { $peer->put((length($body) . "\0$body") x 100) while 1 };
    };
    with_peer(
        sub {
            my ($client) = @_;
            is($client->call('test/echo', 1), undef, 'no answer in it');
            like($client->error, qr{Timed out|does not stop talking}, 'in time');
            my $kept = 0;
            ++$kept
                while $kept < 1000
                && $client->_from_kept({ session => 'IKCLite', state => 'news' });
            cmp_ok($kept, '<', 20, 'little of it is kept');
        },
        { timeout => 0.5, max_message => 20_000 },
        $flood
    );
};

subtest 'pieces' => sub {
    my $large = 'x' x 3_000_000;
    with_peer(
        sub {
            my ($client) = @_;
            is($client->call('test/echo', 'slowly'), 'slowly', 'an answer octet by octet');
            ok($client->call('test/echo', $large) eq $large, '3 MB there and back');
        },
        sub {
            my ($peer) = @_;
            my $body = $peer->freeze({ event => $peer->get->{rsvp}, params => 'slowly' });
            syswrite $peer->{socket}, $_ for split //, length($body) . "\0$body";
            answer_next($peer);
        });
};

subtest 'addresses' => sub {
    with_peer(
        sub {
            my ($client) = @_;
            my @warnings = warnings_of(sub {
                is($client->post($_, 1), 0, 'not sent')
                    for 'test', '', undef, 'poe:x', 'poe://K', [], { session => 'test' }, 'a/b/c',
                    'poe://K/a.b/c';
            });
            is(@warnings, 9, 'each with a warning');
            is(
                $client->call({ kernel => 'K', session => 'test', state => 'echo' }, 1), 1,
                'a hash is an address'
            );
        },
        \&answer_next
    );
};

subtest 'nobody there' => sub {
    my $server = IKCPeer->listen_on;
    my $port   = $server->port;
    undef $server;
    is($class->spawn(ip => '127.0.0.1', port => $port), undef, 'no client');
    like(
        $class->error, qr/Unable to connect to 127\.0\.0\.1:$port: connect: Connection refused/,
        'a reason'
    );
    my $quiet = IKCPeer->listen_on;
    my $began = time;
    is(
        $class->spawn(ip => '127.0.0.1', port => $quiet->port, connect_timeout => 0.2), undef,
        'who does not answer'
    );
    like($class->error, qr/timed out/, 'a reason');
    cmp_ok(time - $began, '<', scaled(2), 'in time');
};

done_testing;
