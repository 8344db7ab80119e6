use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use POE::XS;
use Test::More;

# Its connection ends with it, so the server knows; what it had not confirmed is told of.

broker();
my %silent = (service => { take => sub { sleep 100 if $_[ARG0] eq 'sleep' } });
my ($pid, $killed_at, $took) = kernel('Srv', \%silent);

in_cluster(
    sub {
        $_[KERNEL]->call(IKC => monitor => Srv =>
                { register => 'came', unregister => 'went', error => 'failed' });
    },
    came => sub {
        $_[KERNEL]->post(IKC => post => 'poe://Srv/service/take', 'sleep');
        $_[KERNEL]->delay(kill => 0.3);
    },
    kill => sub { kill KILL => $pid; $killed_at = POE::XS::steady() },
    went => sub {
        $took = POE::XS::steady() - $killed_at;
        note_down("$_[ARG1] went");
        $_[KERNEL]->delay(ask => 0);
    },
    ask => sub {
        note_down('handed to ' . $_[KERNEL]->call(IKC => post => 'poe://Srv/service/take', 'more'));
        $_[KERNEL]->delay(done => 0.1);
    },
    failed => sub { note_down("$_[ARG4] $_[ARG5]") },
);

is_deeply got(),
    [
    'channel-lost [1] 1 for poe://Srv/service/take may be lost: the kernel is gone',
    'Srv went',
    'handed to 0', "resolve $$: Unknown kernel 'Srv'."
    ],
    'as it went'
    or diag explain got();
cmp_ok $took, '<', scaled(3), 'soon';

done_testing;
