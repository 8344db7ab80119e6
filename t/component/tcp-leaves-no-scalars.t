use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# Scalars that servers, clients and their connections leave, as Test::LeakTrace counts them. What the kernel keeps
# for wheels to come is there after some hundred connections, and does not become more.

plan skip_all => 'for the components of this distribution' if is_upstream();
plan skip_all => 'Test::LeakTrace is not installed'        if !eval { require Test::LeakTrace };

sub converse {
    my ($server, $client) = @_;
    my $port = serve(
        ClientInput        => sub { $_[HEAP]{client}->put("you said $_[ARG0]") },
        ClientDisconnected => \&end_server,
        %$server,
    );
    client(
        $port,
        Connected   => sub { $_[HEAP]{server}->put('hello') },
        ServerInput => sub { $_[KERNEL]->yield('shutdown') },
        %$client,
    );
    return run_log();
}

sub leaves_none {
    my ($name, $code) = @_;
    $code->() for 1 .. 300;
    my $left;
    for (1 .. 5) {
        $left = &Test::LeakTrace::leaked_count(sub { $code->() for 1 .. 20 });
        last if $left < 20;
    }
    return cmp_ok $left, '<', 20, "$name: twenty leave hardly a scalar";
}

leaves_none('a conversation', sub { converse({}, {}) });
leaves_none(
    'with limits',
    sub {
        converse(
            { ClientTimeout  => 30, MaxClients => 5, Concurrency => 4 },
            { ConnectTimeout => 30 });
    });
leaves_none(
    'with filters',
    sub {
        converse(
            ({ ClientFilter => 'POE::Filter::Line' }),
            { Filter => [ 'POE::Filter::Line', Literal => "\n" ] });
    });
leaves_none(
    'with an error in a handler',
    sub {
        converse(
            { ClientInput => sub { $_[KERNEL]->yield('shutdown') } },
            { ServerError => sub { }, ServerInput => sub { } });
    });

SKIP: {
    skip 'libwww is not installed', 1 if !eval { require POE::Filter::HTTPD };
    leaves_none(
        'with a client that is refused',
        sub {
            my %server = (ClientFilter => 'POE::Filter::HTTPD');
            $server{ClientInput} = sub {
                $_[HEAP]{client}->put($_[ARG0]);
                $_[KERNEL]->yield('shutdown');
            };
            my $line = "GET / HTTP/1.1\r\nContent-Length: none\r\n\r\n";
            converse(
                \%server,
                {
                    Connected   => sub { $_[HEAP]{server}->put($line) }, ServerInput => sub { },
                    ServerError => sub { },
                });
        });
}

done_testing;
