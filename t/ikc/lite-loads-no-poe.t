use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use IKCPeer;
use POETest;
use Test::More;

plan skip_all => 'there is none there' if is_upstream();

# A program that has no loop gets none, and nothing else of POE, whatever is spoken.

my $program = <<'END';
    use POE::Component::IKC::ClientLite;
    my %before = %INC;
    my $client = POE::Component::IKC::ClientLite->spawn(
        ip => '127.0.0.1', port => $ENV{PORT}, name => 'LC', serialiser => $ENV{SERIALIZER}, timeout => 10);
    print $client ? $client->call('test/echo', 'hello') : POE::Component::IKC::ClientLite::error();
    print " $_" for grep { /^POE/ && !m{^POE/Component/IKC/} || /^IO/ } sort keys %INC;
END

for my $serializer (
    undef,
    map {"POE::Component::IKC::$_"} qw(Freezer Freezer::Sereal Freezer::CBOR Freezer::JSON)
    )
{
    my $server = IKCPeer->listen_on(takes => [ $serializer // 'Storable' ]);
    my $name   = $serializer // 'by itself';
    if (defined $serializer) {
        require POE::Component::IKC::Serializers;
        my $one = POE::Component::IKC::Serializers::find($serializer) or next;
        $server->{codec}  = [ @$one{qw(freeze thaw)} ];
        $server->{is_own} = 1;
    }
    my $peer = IKCPeer->in_child(sub {
        my $one     = $server->accept_one;
        my $message = $one->get;
        my $is_own  = defined $message->{ask};
        $one->post({
            event => $is_own
            ? { kernel => 'LC', session => 'IKC', state => 'IKC:answer' }
            : $message->{rsvp},
            $is_own ? (answer => $message->{ask}, status => 'ok') : (), params => $message->{params}
        });
        return 1;
    });
    is(
        output_of($program, env => { PORT => $server->port, SERIALIZER => $serializer }), 'hello',
        $name
    );
    $peer->stop;
}

done_testing;
