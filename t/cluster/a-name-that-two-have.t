use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# It is that of the kernel that was there first, and the other's when that one goes.

broker();
my $who   = { service => { who => sub { return $$ } } };
my $first = kernel('Srv', $who);
select undef, undef, undef, 1.1;    # they know the time in seconds
my $second = kernel('Srv', $who);
select undef, undef, undef, 0.5;

until_noted(3);
in_cluster(
    sub {
        $_[KERNEL]->call(IKC => monitor => Srv => { register => 'came', unregister => 'went' });
    },
    joined => sub { $_[KERNEL]->post(IKC => call => 'poe://Srv/service/who', undef, 'poe:is') },
    is     => sub {
        note_down($_[ARG0] == $first ? 'the first' : $_[ARG0] == $second ? 'the second' : 'nobody');
        kill KILL => $first if !$_[HEAP]{killed}++;
    },
    came => sub {
        $_[KERNEL]->post(IKC => call => 'poe://Srv/service/who', undef, 'poe:is')
            if $_[HEAP]{went};
    },
    went => sub {
        return if !$_[HEAP]{killed};    # before it heard of both it may have known one by that name
        note_down('went');
        $_[HEAP]{went} = 1;
    },
);

is_deeply [ @{ got() }[ 0 .. 2 ] ], [ 'the first', 'went', 'the second' ],
    'one after the other'
    or diag explain got();

done_testing;
