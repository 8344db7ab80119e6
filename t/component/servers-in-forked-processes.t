use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::INET;
use POETest;
use POSIX ();
use TcpStage;
use Test::More;

use POE;

# A server that was there before its process was forked works in each of the processes, on one port, and
# ends in each by itself. This process is a client without POE.
my ($processes, $parent) = (3, $$);

sub start_server {
    return serve(
        ClientInput => sub {
            my ($kernel, $heap, $line) = @_[ KERNEL, HEAP, ARG0 ];
            $heap->{client}->put("$$ $line");
            return if $line ne 'end';
            end_server();
            $kernel->yield('shutdown');
        },
    );
}

sub ask {
    my ($port, $line) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or die $@;
    syswrite $socket, "$line\n";
    my $answer = readline $socket;
    return $answer =~ /\A(\d+) \Q$line\E\r?\n/ ? $1 : undef;
}

# The code runs in each new process, which then runs its kernel to the end.
sub forked {
    my ($code) = @_;
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    $SIG{ALRM} = 'DEFAULT';
    alarm scaled(50);
    $code->();
    POE::Kernel->run;
    POSIX::_exit(0);
}

my $port     = start_server();
my %children = map {
    forked(sub { $poe_kernel->has_forked }) => 1
} 1 .. $processes;

for my $n (1 .. 10) {
    my $answered = ask($port, "line $n");
    ok $children{$answered}, "line $n is answered by one of them";
}
my %ended = map { ask($port, 'end') => 1 } 1 .. $processes;
is_deeply \%ended, \%children, 'each answers when it is the last';
for my $pid (sort keys %children) {
    is waitpid($pid, 0), $pid;
    is $?, 0, 'and ends well';
}

subtest 'this process serves, too' => sub {
    my $pid = forked(sub {
        $poe_kernel->stop;
        my @got;
        client(
            $port,
            Connected   => sub { $_[HEAP]{server}->put('end') },
            ServerInput => sub {
                push @got, $_[ARG0];
                $_[KERNEL]->yield('shutdown');
                POSIX::_exit("@got" eq "$parent end" ? 7 : 8);
            },
        );
    });
    my $status;
    session(
        _start => sub { $_[KERNEL]->sig_child($pid, 'ended') },
        ended  => sub { $status = $_[ARG2] },
    );
    is_deeply run_log(), [], 'until it is told to end';
    is $status >> 8, 7, 'by a client in a child, with a kernel of its own';
};

done_testing;
