use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Who is told that a connection cannot be made, or ends before it is one: on_error; else a monitor; else
# there is a warning.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use IO::Socket::INET;
use POE;

# A port where nobody listens.
my $port    = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')->sockport;
my $refused = do { local $! = Errno::ECONNREFUSED(); "$!" };

subtest 'on_error' => sub {
    my $active;
    until_noted(1);
    my $id;
    play_client(
        0,
        sub {
            $id = client(
                $port,
                on_error => sub { $active = POE::Kernel->get_active_session->ID; note_down(@_) });
        });
    is_deeply got(), [ [ 'connect', Errno::ECONNREFUSED(), $refused ] ], 'what failed';
    is $active, $id, 'the session is the client';
};

subtest 'a monitor' => sub {
    until_noted(1);
    play_client(
        0,
        sub { $_[KERNEL]->call(IKC => monitor => '*' => { error => 'error' }); client($port) },
        error => sub { note_down(@_[ ARG4, ARG5 ]) },
    );
    is_deeply got(), [ [ 'channel-connect', "[@{[ Errno::ECONNREFUSED() ]}] $refused" ] ],
        'what failed';
};

subtest 'nobody' => sub {
    my @warnings = warnings_of(sub {
        play_client(0, sub { client($port); $_[KERNEL]->delay(done => 0.1) });
    });
    like $warnings[0], qr/connect \[@{[ Errno::ECONNREFUSED() ]}\]/, 'a warning';
};

subtest 'a server whose port is taken' => sub {
    my $taken = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1');
    until_noted(1);
    my $returned;
    play_client(
        0,
        sub {
            $returned = server({}, port => $taken->sockport, on_error => sub { note_down(@_) });
        });
    is_deeply got()->[0][0], 'bind', 'what failed';
    is got()->[0][1], Errno::EADDRINUSE(), 'why';
};

subtest 'whoever connects and leaves' => sub {
    until_noted(2);
    play_client(
        0,
        sub {
            my $at = server({}, on_error => sub { note_down(@_) });
            IO::Socket::INET->new("127.0.0.1:$at");
            $_[HEAP]{junk} = IO::Socket::INET->new("127.0.0.1:$at");
            syswrite $_[HEAP]{junk}, 'x' x 10_000;
        });
    is_deeply [ sort map { $_->[0] } @{ got() } ], [ 'read', 'setup' ],
        'each is told, and nothing else happens';
};
done_testing;
