use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;

BEGIN {
    eval { require POE::Component::IKC::Auth } or plan skip_all => 'there is none there';
}

my $class = 'POE::Component::IKC::Auth';

sub client { return $class->new(side => 'client', name => 'C', peer => 'S', secret => 'abc', @_) }
sub server { return $class->new(side => 'server', name => 'S', peer => 'C', secret => 'abc', @_) }

# Both sides send at once; each gets what the other sent.
sub talk {
    my ($client, $server)       = @_;
    my (@to_server, @to_client) = ();
    push @to_server, $client->start;
    push @to_client, $server->start;
    while (@to_server || @to_client) {
        push @to_client, $server->message(shift @to_server) if @to_server;
        push @to_server, $client->message(shift @to_client) if @to_client;
    }
    return ($client, $server);
}

ok($_->is_over && !defined $_->failure, 'the same secret') for talk(client(), server());
ok(!$_->is_over, 'another secret') for my @apart = talk(client(), server(secret => 'abd'));
is($_->failure, 'the peer has another secret', 'is told') for @apart;
ok(!$_->is_over, 'another name') for talk(client(name => 'D'), server());

subtest 'somebody who knows nothing' => sub {
    for my $frames (
        [ { event => 'poe://S/x/y', params => 1 } ], [ {} ], [ [] ], [undef],
        [ { auth  => 1 } ], [ { auth => { proof => 'x' } } ],
        [ { auth  => { nonce => [] } } ], [ { auth => { nonce => 'x' } } ],
        [ { auth => { nonce => 'a' x 32 } }, { auth => { nonce => 'b' x 32 } } ],
        )
    {
        my $server = server();
        $server->message($_) for @$frames;
        ok(length $server->failure, 'is refused');
        is_deeply([ $server->message({ auth => { nonce => 'a' x 32 } }) ], [], 'and not answered');
    }
};

subtest 'a mirror' => sub {
    my $server = server();
    my ($nonce) = $server->start;
    $server->message($nonce);
    ok(length $server->failure, 'of the number is seen');
    $server = server();
    my ($proof) = $server->message({ auth => { nonce => 'a' x 32 } });
    is_deeply([ $server->message($proof) ], [], 'of the answer');
    ok(!$server->is_over && length $server->failure, 'is worth nothing');
};

ok(POE::Component::IKC::Auth::is_equal('ab', 'ab'), 'equal');
ok(!POE::Component::IKC::Auth::is_equal('ab', $_), 'not equal')
    for 'ac', 'abc', '', undef, "a\x{100}";
isnt(POE::Component::IKC::Auth::nonce(), POE::Component::IKC::Auth::nonce(), 'numbers differ');
ok(!eval { server(secret => '') }, 'no secret is none');

done_testing;
