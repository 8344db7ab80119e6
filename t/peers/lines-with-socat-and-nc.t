use strict;
use warnings;

use lib 't/lib';
use Peers;
use Socket qw(AF_INET6 AF_UNIX);
use Test::More;

# Other people's programs talk lines to SocketFactory and ReadWrite: over IPv4, IPv6 and Unix sockets.

needs_tool(qw(socat nc));

my $lines  = join '', map {"line $_\n"} 1 .. 1000;
my $answer = join '', map {"you said line $_\n"} 1 .. 1000;

sub talks {
    my ($server, $what, @command) = @_;
    is(output_of_tool("${lines}bye\n", @command), "${answer}you said bye\n", $what);
    return ok($server->await(qr/gone flushed/), "$what: the server hung up");
}

subtest 'IPv4' => sub {
    my $server = line_server(BindAddress => '127.0.0.1', BindPort => 0);
    talks($server, 'socat', 'socat', '-t', 30, '-', "TCP4:127.0.0.1:$server->{where}");
    talks($server, 'nc', 'nc', '127.0.0.1', $server->{where});
    is(
        output_of_tool("a\r\nb\r\nbye\r\n", 'nc', '127.0.0.1', $server->{where}),
        "you said a\nyou said b\nyou said bye\n", 'a client with network newlines'
    );
};

subtest 'IPv6' => sub {
    socket my $probe, AF_INET6, Socket::SOCK_STREAM(), 0 or plan skip_all => 'no IPv6 here';
    bind $probe, Socket::pack_sockaddr_in6(0, Socket::inet_pton(AF_INET6, '::1'))
        or plan skip_all => 'no IPv6 loopback here';
    my $server = line_server(SocketDomain => AF_INET6, BindAddress => '::1', BindPort => 0);
    talks($server, 'socat', 'socat', '-t', 30, '-', "TCP6:[::1]:$server->{where}");
    talks($server, 'nc', 'nc', '-6', '::1', $server->{where});
};

subtest 'Unix sockets' => sub {
    my $path   = new_folder() . '/socket';
    my $server = line_server(SocketDomain => AF_UNIX, BindAddress => $path);
    talks($server, 'socat', 'socat', '-t', 30, '-', "UNIX-CONNECT:$path");
    talks($server, 'nc', 'nc', '-U', $path);
};

subtest 'a client that half closes gets all answers' => sub {
    my $server = line_server(BindAddress => '127.0.0.1', BindPort => 0);
    my @socat  = ('socat', '-t', 2, '-', "TCP4:127.0.0.1:$server->{where}");
    is(
        output_of_tool("one\ntwo\nbye\n", @socat), "you said one\nyou said two\nyou said bye\n",
        'nothing is lost when input ends first'
    );
};

done_testing;
