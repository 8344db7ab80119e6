use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# Water marks of both components: callbacks for much output and for little.

my $size  = 20_000_000;
my %marks = (HighMark => 100_000, LowMark => 10_000);

subtest 'of a server' => sub {
    my $port = serve(
        %marks,
        ClientHigh         => sub { note_down('high', $_[STATE]) },
        ClientLow          => sub { note_down('low', $_[STATE], $_[ARG0] == $_[HEAP]{client}->ID) },
        ClientConnected    => sub { note_down('full') if $_[HEAP]{client}->put('x' x $size) },
        ClientFlushed      => sub { note_down('flushed'); $_[KERNEL]->yield('shutdown') },
        ClientDisconnected => \&end_server,
    );
    my $peer = peer($port);
    is_deeply run_log(), [ 'full', 'low tcp_server_got_low 1', 'flushed' ];
    is length $peer->received, $size + 2;
};

subtest 'of a client' => sub {
    my ($listener, $port) = listener();
    accepted_by($listener, count => 1);
    client(
        $port, %marks,
        ServerHigh    => sub { note_down('high', $_[STATE]) },
        ServerLow     => sub { note_down('low', $_[STATE], $_[ARG0] == $_[HEAP]{server}->ID) },
        Connected     => sub { note_down('full') if $_[HEAP]{server}->put('x' x $size) },
        ServerFlushed => sub { note_down('flushed'); $_[KERNEL]->yield('shutdown') },
    );
    is_deeply run_log(), [ 'full', 'low got_low 1', 'flushed' ];
};

subtest 'a mark that is lowered' => sub {
    my $port = serve(
        %marks,
        ClientHigh      => sub { note_down('high', $_[STATE]) },
        ClientLow       => sub { note_down('low') },
        ClientConnected => sub {
            my $wheel = $_[HEAP]{client};
            $wheel->set_high_mark(2 * $size);
            $wheel->put('x' x $size);
            $wheel->set_high_mark(20_000);
        },
        ClientFlushed      => sub { $_[KERNEL]->yield('shutdown') },
        ClientDisconnected => \&end_server,
    );
    peer($port);
    is_deeply run_log(), [ 'high tcp_server_got_high', 'low' ];
};

done_testing;
