use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# One event posted from kernel to kernel, and what its handler returns called for.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    my %test = (
        echo => sub { return $_[ARG0] },
        nil  => sub {return},
        here => sub { $_[HEAP]{got} = $_[ARG0]; return },
        tell => sub { return $_[HEAP]{got} },
    );
    return server({ test => \%test });
});

until_noted(3);
play_client(
    $port,
    sub {
        is $_[KERNEL]->call(IKC => post => 'poe://Srv/test/here', [ 1, { two => 2 } ]), 1,
            'posted to one';
        is $_[KERNEL]->call(IKC => call => 'poe://Srv/test/tell', undef, 'poe:back'), 1,
            'called one';
        $_[KERNEL]->post(IKC => call => 'poe://Srv/test/nil', undef, 'poe:back');
        $_[KERNEL]->post(
            IKC => call => { kernel => 'Srv', session => 'test', state => 'echo' }, 7,
            'poe:/main/back?word'
        );
        $_[KERNEL]->post(IKC => call => 'Srv/IKC/ping', undef, 'poe:back');
    },
    back => sub { note_down(@_[ ARG0 .. $#_ ]) },
);
is_deeply got(), [ [ 1, { two => 2 } ], [ 7, 'word' ], 'PONG' ],
    'what came back, and no answer for nothing';
done_testing;
