use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;
use TlsStage;

use Errno qw(EPROTO);
use POE   qw(Wheel::ReadWrite Filter::Line);
use Socket;
needs_tls();
require POE::Driver::TLS;

# The driver by itself, in wheels of the program's own.

my $server_context = POE::Driver::TLS::Context->new(%{ tls_server() }, SSL_server => 1);
my $client_context = POE::Driver::TLS::Context->new(%{ tls_client() });

sub server_driver { return POE::Driver::TLS->new(Context => $server_context) }

sub client_driver {
    return POE::Driver::TLS->new(Context => $client_context, Hostname => 'localhost');
}

sub sockets {
    socketpair my $one, my $other, AF_UNIX, SOCK_STREAM, 0 or die $!;
    $_->blocking(0) for $one, $other;
    return ($one, $other);
}

# A session with a wheel. Code: started, input, flushed, error; each gets the wheel and what came.
sub talker {
    my ($handle, $driver, %does) = @_;
    my $name = delete $does{name};
    my $run  = sub {
        my ($what, $heap, @more) = @_;
        $does{$what} ? $does{$what}->($heap, @more) : note_down($name, $what, @more);
    };
    session(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(
                Handle     => $handle, Driver       => $driver,
                InputEvent => 'input', FlushedEvent => 'flushed',
                ErrorEvent => 'error', Filter       => POE::Filter::Line->new,
            );
            $does{started}->($_[HEAP]) if $does{started};
        },
        input   => sub { $run->('input', @_[ HEAP, ARG0 ]) },
        flushed => sub { $run->('flushed', $_[HEAP]) },
        error   => sub { $run->('error', @_[ HEAP, ARG0, ARG1 ]); delete $_[HEAP]{wheel} },
    );
    return;
}

subtest 'the client speaks first' => sub {
    my ($one, $other) = sockets();
    talker(
        $one, server_driver(),
        name  => 'server',
        input => sub { note_down('server', $_[1]); $_[0]{wheel}->put("you said $_[1]") });
    talker(
        $other, client_driver(),
        name    => 'client',
        started => sub { is $_[0]{wheel}->put('hello'), 0 },
        input   => sub { note_down('client', $_[1]); delete $_[0]{wheel} },
    );
    is_deeply run_log(),
        [
        'client flushed', 'server hello', 'server flushed', 'client you said hello',
        'server error read 0'
        ],
        'the handshake goes by itself, and no flush tells of it';
};

subtest 'the server speaks first' => sub {
    my ($one, $other) = sockets();
    talker(
        $one, server_driver(), name => 'server',
        started                     => sub { $_[0]{wheel}->put('welcome') });
    my $driver = client_driver();
    talker(
        $other, $driver,
        name    => 'client',
        started => sub {
            is $driver->handshake($other), 0, 'the client begins the handshake';
            undef $driver;
        },
        input => sub { note_down('client', $_[1]); delete $_[0]{wheel} },
    );
    is_deeply run_log(), [ 'server flushed', 'client welcome', 'server error read 0' ];
};

subtest 'output before the handshake' => sub {
    {

        package Counting;
        our @ISA   = 'POE::Driver::TLS';
        our $count = 0;
        sub flush { my ($self, $handle) = @_; $count++; return $self->SUPER::flush($handle) }
    }
    my ($one, $other) = sockets();
    my $driver = Counting->new(Context => $client_context, Hostname => 'localhost');
    talker(
        $one, $driver,
        name    => 'client',
        started => sub {
            my $wheel = $_[0]{wheel};
            $wheel->put('hello');
            is $wheel->get_driver_out_octets, 7;
            is $wheel->get_driver_out_messages, 1;
        },
        input => sub { },
    );
    end_after(
        0.2,
        sub { cmp_ok($Counting::count, '<=', 3, 'is not tried again and again'); close $other });
    run_log();
};

subtest 'a socket that takes little at a time' => sub {
    my ($one, $other) = sockets();
    setsockopt $_, SOL_SOCKET, SO_SNDBUF, pack 'i', 4096 for $one, $other;
    my ($size, $got) = (1_000_000, '');
    talker(
        $one, server_driver(),
        name  => 'server',
        input => sub { $got = $_[1]; delete $_[0]{wheel} });
    talker(
        $other, client_driver(),
        name    => 'client',
        started => sub { $_[0]{wheel}->put('x' x $size) });
    is_deeply run_log(), [ 'client flushed', 'client error read 0' ];
    is length $got, $size;
};

subtest 'what the driver answers' => sub {
    my ($one, $other)     = sockets();
    my ($server, $client) = (server_driver(), client_driver());
    is $client->put([ 'abc', undef, '', 'de' ]), 5, 'put: octets';
    is $client->get_out_messages_buffered, 2;
    ok !$client->is_open;
    is_deeply $server->get($one), [], 'get: nothing yet';
    is $client->handshake($other), 0;
    is $server->handshake($one), 0;
    is $client->handshake($other), 1;
    is $server->handshake($one), 1, 'both agree';
    ok $client->is_open;
    is $client->flush($other), 0, 'flush: none is left';
    is $client->get_out_messages_buffered, 0;
    is_deeply $server->get($one), ['abcde'];
    is_deeply $server->get($one), [];
    is $client->error, undef, 'no error';
    $client->end_output;
    is $server->get($one), undef, 'get: the end';
    is $! + 0, 0;
    is $server->put(['fgh']), 3;
    is $server->flush($one), 0, 'the other direction goes on';
    is_deeply $client->get($other), ['fgh'];
    undef $server;
    is $client->get($other), undef;
    is $! + 0, 0, 'a driver that goes says so';
};

subtest 'data and the end at once' => sub {
    my ($one, $other)     = sockets();
    my ($server, $client) = (server_driver(), client_driver());
    $_ & 1 ? $server->handshake($one) : $client->handshake($other) for 0 .. 3;
    $client->put(['last words']);
    $client->flush($other);
    $client->end_output;
    is_deeply $server->get($one), ['last words'];
    my $ready = '';
    vec($ready, fileno $one, 1) = 1;
    is select($ready, undef, undef, 0), 1, 'the socket stays ready for the end';
    is $server->get($one), undef;
};

subtest 'garbage in an open connection' => sub {
    my ($one, $other)     = sockets();
    my ($server, $client) = (server_driver(), client_driver());
    $_ & 1 ? $server->handshake($one) : $client->handshake($other) for 0 .. 3;
    syswrite $other, "this is no TLS\n" x 10;
    is $server->get($one), undef;
    is $! + 0, EPROTO, 'is an error';
    like $server->error, qr/\w/, 'with words';
    is $server->error + 0, EPROTO;
    is $server->get($one), undef;
    is $! + 0, EPROTO, 'and stays one';
};

subtest 'bad parameters' => sub {
    my $said_of = sub {
        my (@param) = @_;
        eval { POE::Driver::TLS->new(@param); 1 } and return 'nothing';
        return $@ =~ s/ at \Q$0\E line \d+\.\n\z//r;
    };
    is $said_of->('Context'), 'POE::Driver::TLS requires an even number of parameters';
    is $said_of->(Context => $client_context, SSL_ca_file => 'x'),
        'POE::Driver::TLS: Context has these already: SSL_ca_file';
    is $said_of->(Context => $client_context),
        'TLS: no name to compare the certificate with: give SSL_verifycn_name';
    is $said_of->(Nonsense => 1), 'TLS does not know Nonsense';
    is $said_of->(Context  => $client_context, Hostname => 'x', BlockSize => 0),
        'POE::Driver::SysRW BlockSize must be greater than 0';
    is $said_of->(SSL_verify_mode => 0), 'nothing';
};

no_growth(
    'a connection',
    sub {
        my ($one, $other)     = sockets();
        my ($server, $client) = (server_driver(), client_driver());
        $_ & 1 ? $server->handshake($one) : $client->handshake($other) for 0 .. 3;
        $client->put(['hello']);
        $client->flush($other);
        $server->get($one);
    },
    30
);

no_growth(
    'a context',
    sub { POE::Driver::TLS::Context->new(%{ tls_server() }, SSL_server => 1) },
    50
);

no_growth(
    'a handshake that fails',
    sub {
        my ($one, $other) = sockets();
        my $server = server_driver();
        syswrite $other, "GET / HTTP/1.0\r\n\r\n";
        $server->handshake($one);
    },
    50
);

done_testing;
