use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Of what kind, and who is at the other end.

my $p = probed(<<'PERL');
use IO::Socket::INET;
my $listener = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die;
my $client   = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $listener->sockport) or die;
pipe my $in, my $out or die;
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set($listener->sockport);
        $_[KERNEL]->select_read($_, 'readable') for $listener, $client, $in;
        $_[HEAP]{id} = $_[KERNEL]->delay_set(later => 600);
    },
    readable => sub { },
});
POE::Kernel->run;
PERL

my ($listener, $client, $pipe) = $p->rows(op => 'files');
my $address = "127.0.0.1:$listener->{session_name}";
is $listener->{kind}, 'socket', 'a listener is a socket';
is $listener->{address}, $address, 'with its address';
is $client->{kind}, 'socket', 'so is who called';
is $client->{peer}, $address, 'with that of the other end';
is $pipe->{kind}, 'pipe', 'a pipe';
is $pipe->{wheel}, undef, 'of no wheel';
my ($timer) = $p->rows(op => 'timers');
cmp_ok $timer->{age}, '>=', 0, 'a delay says when it was set';

done_testing;
