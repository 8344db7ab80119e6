use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE qw(Filter::Line);
use Socket;

# A thousand clients at once talk to an echo server. Nothing is lost, nothing overtakes, and memory does
# not grow with what is said. POE_TEST_FULL=1 lets them say a million lines.

my $clients = 1000;
my $batch   = 100;
my $rounds  = $ENV{POE_TEST_FULL} ? 10 : 4;

my $limit = `sh -c 'ulimit -n'`;
plan skip_all => "the system allows $limit descriptors" if $limit =~ /\d/ && $limit < 2 * $clients;

my ($lines, $ended, $wrong, $half_way) = (0, 0, 0, 0);
my $port = serve(
    ClientFilter => [ 'POE::Filter::Line', Literal => "\n" ],
    ClientInput  => sub {
        my ($heap, $line) = @_[ HEAP, ARG0 ];
        $wrong++ if $line ne 'line number ' . ++$heap->{count} . " of $heap->{remote_port}";
        $half_way = resident_bytes() if ++$lines == $clients * $batch * $rounds / 2;
        $heap->{client}->put($line);
    },
    ClientError        => sub { $wrong++     if $_[ARG1] },
    ClientDisconnected => sub { end_server() if ++$ended == $clients },
);

# The clients are all in one process, which reads after all of them have written.
sub talk_to_server {
    my @sockets  = map { TcpStage::_socket_to($port) } 1 .. $clients;
    my @names    = map { port_of(getsockname $_) } @sockets;
    my $mistakes = 0;
    for my $round (0 .. $rounds - 1) {
        my @texts = map { text_of($round, $_) } @names;
        syswrite $sockets[$_], $texts[$_] for 0 .. $#sockets;
        for my $number (0 .. $#sockets) {
            my $answer = read_octets($sockets[$number], length $texts[$number]);
            $mistakes++ if $answer ne $texts[$number];
        }
    }
    return $mistakes ? 1 : 0;
}

sub text_of {
    my ($round, $name) = @_;
    return join '', map {"line number $_ of $name\n"} map { $round * $batch + $_ } 1 .. $batch;
}

sub read_octets {
    my ($socket, $count) = @_;
    my $all = '';
    1 while length $all < $count and sysread $socket, $all, $count - length $all, length $all;
    return $all;
}

my $status;
session(
    _start => sub { $_[KERNEL]->sig_child(spawn(\&talk_to_server), 'ended') },
    ended  => sub { $status = $_[ARG2] },
);
run_log();

is $status, 0, 'each client gets back what it says, in order';
is $lines, $clients * $batch * $rounds, 'each line comes';
is $wrong, 0, 'in order';
is $ended, $clients, 'each client is seen to leave';
SKIP: {
    skip 'POE grows by some megabytes', 1 if is_upstream();
    my $grown = resident_bytes() - $half_way;
    cmp_ok $grown, '<', 6_000_000, "and memory stays as it is: $grown bytes more";
}

done_testing;
