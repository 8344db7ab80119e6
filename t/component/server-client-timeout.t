use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use Errno qw(ETIMEDOUT);
use POE;
use Socket;
use Time::HiRes qw(time);

plan skip_all => 'POE does not have it' if is_upstream();

# ClientTimeout: connections on which nothing moves.

my ($errno, $text) = do { local $! = ETIMEDOUT; ($! + 0, "$!") };
my @names = map {"Client$_"} qw(Input Error Disconnected);

sub without_ids {
    return [ map {s/\A(Client.*) \d+\z/$1/r} @{ $_[0] } ];
}

subtest 'a silent peer' => sub {
    my $since = time;
    my $port  = serve(
        ClientTimeout => 0.3,
        callbacks_of(\@names, ClientDisconnected => \&end_server),
    );
    my $peer = peer($port);
    is_deeply without_ids(run_log()), [ "ClientError timeout $errno $text", 'ClientDisconnected' ];
    cmp_ok time - $since, '>=', 0.29;
    is $peer->how, 'ended';
};

subtest 'nobody to tell' => sub {
    my $port = serve(ClientTimeout => 0.1, ClientDisconnected => \&end_server);
    peer($port);
    is_deeply [ warnings_of(\&run_log) ], [], 'nothing is said of it';
};

subtest 'a peer that talks' => sub {
    my $since = time;
    my $port  = serve(
        ClientTimeout => 0.3,
        callbacks_of(\@names, ClientDisconnected => \&end_server),
    );
    my $peer = peer($port);
    for my $moment (0.1, 0.2, 0.3) {
        end_after($moment, sub { $peer->say("at $moment") });
    }
    run_log();
    cmp_ok time - $since, '>=', 0.59, 'is waited for from its last word';
};

subtest 'a peer that never ends its line' => sub {
    my $port = serve(
        ClientTimeout => 0.3,
        callbacks_of(\@names, ClientDisconnected => \&end_server),
    );
    my $peer = peer($port);
    for my $moment (0.1, 0.2, 0.25) {
        end_after($moment, sub { syswrite $peer->handle, 'x' });
    }
    is_deeply without_ids(run_log()), [ "ClientError timeout $errno $text", 'ClientDisconnected' ],
        'counts as silent';
};

subtest 'output that nobody reads' => sub {
    my $port = serve(
        ClientTimeout => 0.3,
        callbacks_of(\@names, ClientDisconnected => \&end_server),
        ClientConnected => sub {
            $_[HEAP]{client}->put('x' x 20_000_000);
            $_[KERNEL]->yield('shutdown');
        },
    );
    my $peer = peer($port);
    $poe_kernel->select_pause_read($peer->handle);
    end_after(1, sub { $peer->leave });
    is_deeply without_ids(run_log()), [ "ClientError timeout $errno $text", 'ClientDisconnected' ],
        'does not keep a connection, though it is shut down';
};

subtest 'a program that keeps the connection' => sub {
    my $port = serve(
        ClientTimeout         => 0.1,
        ClientShutdownOnError => 0,
        callbacks_of(
            \@names,
            ClientError => sub {
                return if ++$_[HEAP]{times} < 3;
                $_[KERNEL]->yield('shutdown');
            },
            ClientDisconnected => \&end_server,
        ));
    peer($port);
    is_deeply without_ids(run_log()),
        [ ("ClientError timeout $errno $text") x 3, 'ClientDisconnected' ], 'hears of it again';
};

subtest 'a connection that ends before' => sub {
    my $since = time;
    my $port  = serve(ClientTimeout => 30, ClientDisconnected => \&end_server);
    peer($port, connected => sub { $_[0]->leave });
    run_log();
    cmp_ok time - $since, '<', scaled(10), 'leaves no timer';
};

subtest 'a wheel that the program has done away with' => sub {
    my $since = time;
    my $port  = serve(
        ClientTimeout => 20,
        ClientInput   => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            delete $heap->{client};
            $kernel->yield('shutdown');
            end_server();
        },
    );
    my $peer = peer($port, connected => sub { $_[0]->say('go') });
    run_log();
    cmp_ok time - $since, '<', 15, 'is not waited for';
};

done_testing;
