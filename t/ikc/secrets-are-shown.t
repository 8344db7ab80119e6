use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Who has another secret, none, or cannot show one, is no peer; and is told why.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    return server(
        { test => { echo => sub { return 1 } } }, secret => 'sesame',
        on_error                                         => sub { });
});

sub connecting {
    my (%client) = @_;
    until_noted(1);
    play_client(
        $port,
        sub { },
        client => {
            on_error   => sub { note_down($_[2]) },
            on_connect => sub { ikc()->call('poe://Srv/test/echo', 1, 'poe:/main/back') },
            %client,
        },
        back => sub { note_down('answered') },
    );
    return got()->[0];
}

is connecting(secret => 'sesame'), 'answered', 'the right one';
like connecting(secret => 'parsley'), qr/the peer (?:has another|refused the) secret/, 'another';
is connecting(secret => 'sesame', serializers => ['Freezer']),
    'the peer cannot show that it knows the secret', 'a serializer that does not tell whose it is';

until_noted(1);
play_client(
    0,
    sub {
        $_[KERNEL]->call(IKC => monitor => '*' => { error => 'error' });
        client($port);
    },
    error => sub { note_down($_[ARG5]) },
);
like got()->[0], qr/the peer wants to be shown a secret/, 'none';
done_testing;
