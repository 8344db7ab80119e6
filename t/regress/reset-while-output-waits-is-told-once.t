use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

plan skip_all => 'told twice there, of reading and of writing' if is_upstream();

# A peer that resets, or just leaves, while a lot is to be written to it: the select for reading is
# ready and so is the one for writing.
my $much    = 'x' x 20_000_000;
my %goodbye = (reset => sub { $_[0]->reset }, leave => sub { $_[0]->leave });

sub told_once {
    my ($name, @log) = @_;
    is scalar(grep {/Error/} @log), 1, "$name: one error" or diag explain \@log;
    is scalar(grep {/isconnected/} @log), 1, 'one end';
    return;
}

for my $how (sort keys %goodbye) {
    my $port = serve(
        callbacks_of([ 'ClientError', 'ClientDisconnected' ], ClientDisconnected => \&end_server),
        ClientConnected => sub { $_[HEAP]{client}->put($much) },
    );
    peer($port, got => $goodbye{$how});
    told_once("server, $how", @{ run_log() });

    my ($listener, $at) = listener();
    accepted_by($listener, count => 1, got => $goodbye{$how});
    client(
        $at,
        callbacks_of([ 'ServerError', 'Disconnected' ]),
        Connected => sub { $_[HEAP]{server}->put($much) },
    );
    told_once("client, $how", @{ run_log() });
}

subtest 'again for the next connection' => sub {
    my ($listener, $at) = listener();
    accepted_by($listener, count => 2, got => $goodbye{reset});
    my $left = 2;
    client(
        $at,
        callbacks_of(['ServerError']),
        Connected    => sub { $_[HEAP]{server}->put($much) },
        Disconnected => sub { $_[KERNEL]->yield(--$left ? 'reconnect' : 'shutdown') },
    );
    is scalar @{ run_log() }, 2;
};

done_testing;
