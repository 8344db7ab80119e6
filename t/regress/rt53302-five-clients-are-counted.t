use strict;
use warnings;

BEGIN { $ENV{POE_ASSERT_DEFAULT} = 1 }
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE qw(Wheel::SocketFactory Wheel::ReadWrite Filter::Line);

# Five clients talk at once with one server, in many rounds, so that descriptors are used again and
# watchers pause and resume: nothing is seen twice and nothing is lost.
my ($clients, $rounds) = (5, 4);
my %count;
my $port = serve(
    ClientConnected    => sub { $count{'server connect'}++ },
    ClientInput        => sub { $count{'server input'}++; $_[HEAP]{client}->put($_[ARG0]) },
    ClientFlushed      => sub { $count{'server flush'}++ },
    ClientDisconnected =>
        sub { end_server() if ++$count{'server disconnect'} == $clients * $rounds },
);

sub connect_client {
    my ($left) = @_;
    return client(
        $port,
        Alias         => undef,
        Connected     => sub { $count{'client connect'}++; $_[HEAP]{server}->put('hello') },
        ServerFlushed => sub { $count{'client flush'}++ },
        ServerInput   => sub { $count{'client input'}++; $_[KERNEL]->yield('shutdown') },
        Disconnected  =>
            sub { $count{'client disconnect'}++; connect_client($left - 1) if $left > 1 },
    );
}
connect_client($rounds) for 1 .. $clients;
run_log();
my $all = $clients * $rounds;
is_deeply \%count,
    { map { ("server $_" => $all, "client $_" => $all) } qw(connect input flush disconnect) }
    or diag explain \%count;

done_testing;
