use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# Under the ID that the one before had, before that one was missed.

broker();
my $who    = { service => { who => sub { return $$ } } };
my $second = kernel('Srv', $who, id => 'srv', at => 'USR1');
my $first  = kernel('Srv', $who, id => 'srv');

until_noted(4);
in_cluster(
    sub {
        $_[KERNEL]->call(IKC => monitor => srv => { register => 'came', unregister => 'went' });
    },
    came => sub {
        note_down('came');
        return $_[KERNEL]->post(IKC => call => 'poe://srv/service/who', undef, 'poe:is')
            if $_[HEAP]{came}++;
        kill KILL => $first;
        kill USR1 => $second;
    },
    went => sub { note_down('went') },
    is   => sub { note_down($_[ARG0] == $second) },
);

is_deeply [ @{ got() }[ 0 .. 3 ] ], [ 'came', 'went', 'came', 1 ], 'the one went, the other came'
    or diag explain got();

done_testing;
