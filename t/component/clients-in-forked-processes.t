use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Socket::INET;
use POETest;
use POSIX ();
use Test::More;

use POE    qw(Component::Client::TCP);
use Socket qw(SOMAXCONN);

# Clients on both sides of a fork: has_forked leaves a child with the connection that was there, which it
# shares with its parent, and with all that new clients need. The server is without POE.

my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => SOMAXCONN) or die $@;
my $port   = $server->sockport;

$SIG{ALRM} = sub { POSIX::_exit(9) };
alarm scaled(60);

# A handle from which comes what the other side of each connection is told, each by a process that ends
# with its connection.
sub servers {
    my ($connections) = @_;
    pipe my $in, my $out or die "pipe: $!";
    for (1 .. $connections) {
        next if fork // die "fork: $!";
        my $peer = $server->accept;
        syswrite $peer, "welcome\n";
        while (my $line = readline $peer) { syswrite $out, $line }
        POSIX::_exit(0);
    }
    return $in;
}

sub client {
    my (%callback) = @_;
    POE::Component::Client::TCP->new(
        RemoteAddress => '127.0.0.1',
        RemotePort    => $port,
        ServerError   => sub { },
        %callback,
    );
    return;
}

my $told = servers(2);
my ($parent, $child) = ($$);
client(
    Alias       => 'first',
    ServerInput => sub {
        my ($kernel, $heap) = @_[ KERNEL, HEAP ];
        $child = fork // die "fork: $!";
        if ($child) {
            $heap->{server}->put("parent $$");
            $kernel->sig_child($child, 'ended');
            return;
        }
        alarm scaled(60);
        $kernel->has_forked;
        $heap->{server}->put("child $$ on the first");
        client(
            ServerInput => sub {
                $_[HEAP]{server}->put("child $$ on one of its own");
                $_[KERNEL]->post(first => 'shutdown');
                $_[KERNEL]->yield('shutdown');
            });
    },
    InlineStates => {
        ended => sub {
            is $_[ARG2], 0, 'the child ends well';
            $_[HEAP]{server}->put("parent $$ still");
            $_[KERNEL]->yield('shutdown');
        },
    },
);
POE::Kernel->run;
POSIX::_exit(0) if $$ != $parent;

is_deeply [ sort map {s/\r?\n\z//r} readline $told ],
    [
    "child $child on one of its own",
    "child $child on the first",
    "parent $$",
    "parent $$ still"
    ],
    'all that was put went out, once';

done_testing;
