use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use NATSServer;
use POETest;
use Test::More;

use POE;

needs_nats();
plan skip_all => 'Crypt::PK::Ed25519 is not installed' if !eval { require Crypt::PK::Ed25519; 1 };
require POE::Component::Client::NATS;
require POE::Component::Client::NATS::NKey;

# A seed is made as its reader takes it apart.
sub seed {
    my $octets = pack('C2', (18 << 3) | (20 << 3 >> 5), (20 << 3 & 31) << 3) . shift;
    return POE::Component::Client::NATS::NKey::_to_base32(
        $octets . pack 'v',
        POE::Component::Client::NATS::NKey::_sum($octets));
}

my $seed   = seed('k' x 32);
my %login  = POE::Component::Client::NATS::NKey::login($seed, 'a word');
my $server = nats_server(config => "authorization { users = [ { nkey: $login{nkey} } ] }\n");

sub outcome {
    my ($outcome, $nats);
    $nats = POE::Component::Client::NATS->spawn(
        servers    => $server->url,
        wait_first => 0.05,
        nkey       => $_[0],
        events     => {
            connected => sub { $outcome = 'connected'; $nats->close },
            closed    => sub { $outcome //= $_[1]->kind },
        },
    );
    POE::Kernel->run;
    return $outcome;
}

is outcome($seed), 'connected', 'the key that the server knows';
is outcome(seed('x' x 32)), 'authorization', 'another one';
is outcome('SUnonsense'), 'authorization', 'a seed that is none';

done_testing;
