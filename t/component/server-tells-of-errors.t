use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use Errno qw(EADDRINUSE ECONNRESET EIO);
use POE;

# Errors of the listening socket and of connections, with and without callbacks.

my $busy_text = do { local $! = EADDRINUSE; "$!" };
my ($busy, $port) = listener();

subtest 'a port that is taken' => sub {
    serve(
        Port    => $port,
        Started => sub { note_down('Started') },
        callbacks_of(
            ['Error'],
            Error => sub {
                note_down(ref $_[HEAP]{listener}, $_[HEAP]{listener}->ID == $_[ARG3]);
                $_[KERNEL]->yield('shutdown');
            },
        ),
        Stopped => sub { note_down('Stopped') },
    );
    my @log = map {s/ \d+\z//r} @{ run_log() };
    is_deeply \@log,
        [
        'Started', 'Error bind ' . EADDRINUSE . " $busy_text",
        'POE::Wheel::SocketFactory', 'Stopped'
        ],
        'is told of after the start';
};

subtest 'the same, with nobody to tell' => sub {
    my $id;
    serve(Port => $port, Started => sub { $id = $_[SESSION]->ID });
    my ($said, @more) = warnings_of(sub { POE::Kernel->run });
    is_deeply [ $said, @more ],
        [ "$$: Server $id got bind error " . EADDRINUSE . " ($busy_text)\n" ], 'is warned of';
    is $poe_kernel->alias_resolve('server'), undef, 'and ends the server';
};

# The warnings of the default callback for an error that the test makes up.
sub default_says {
    my (@error) = @_;
    my $id;
    my $port = serve(
        ClientConnected => sub {
            $id = $_[SESSION]->ID;
            $_[KERNEL]->yield(tcp_server_got_error => @error, 77);
        },
        ClientDisconnected => \&end_server,
    );
    peer($port);
    my @said = warnings_of(\&run_log);
    s/Client session \Q$id\E/Client session ID/ for @said;
    return "@said";
}

subtest 'an error of a connection, with nobody to tell' => sub {
    is default_says(write => EIO, 'it broke'),
        "$$: Client session ID got write error " . EIO . " (it broke)\n", 'is warned of';
    is default_says(write => 0, ''), "$$: Client session ID got write error 0 ((no error))\n";
    is default_says(read  => 0, ''), '', 'but not its end';
    is default_says(read  => ECONNRESET, 'reset'), '', 'nor its end by force';
};

subtest 'accept and ECONNABORTED' => sub {
    my $port = serve(
        callbacks_of([ 'ClientError', 'ClientDisconnected' ]),
        ClientConnected => sub {
            $_[KERNEL]->yield(tcp_server_got_error => 'accept', Errno::ECONNABORTED(), '', 77);
            $_[KERNEL]->delay(leave => 0.05);
        },
        InlineStates => { leave => sub { $_[KERNEL]->yield('shutdown'); end_server() } },
    );
    peer($port);
    is_deeply run_log(), ['ClientDisconnected'], 'are no error';
};

subtest 'a host name that nobody knows' => sub {
    plan skip_all => 'POE listens on all addresses then' if is_upstream();
    POE::Component::Server::TCP->new(
        Hostname    => 'nosuch.invalid',
        ClientInput => sub { },
        callbacks_of(['Error'], Error => sub { $_[KERNEL]->yield('shutdown') }),
    );
    like run_log()->[0], qr/\AError inet_aton \d+ \S/, 'is an error';
};

done_testing;
