use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# The same program over each wire that is a socket.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use File::Temp qw(tempdir);
use POE;
use POE::Component::IKC;
use Socket;

my $folder = tempdir(CLEANUP => 1);

sub has_ipv6 {
    socket my $handle, AF_INET6, SOCK_STREAM, 0 or return;
    return bind $handle, pack_sockaddr_in6(0, Socket::inet_pton(AF_INET6, '::1'));
}

sub over {
    my ($listen, $wire, %more) = @_;
    my %client = %{ delete $more{client} || {} };
    my $port   = other_kernel(sub {
        published(test => { echo => sub { return $_[ARG0] } });
        my $end = POE::Component::IKC->join(listen => $listen, name => 'Srv', %more);
        return $end->port // 1;
    });
    $wire =~ s/PORT/$port/;
    until_noted(2);
    play_client(
        0,
        sub {
            my $end = POE::Component::IKC->join(
                wire => $wire,
                name => 'Cli',
                %more, %client,
                on_connect => sub { POE::Kernel->post(main => 'joined') },
                on_error   => sub { diag "@_" },
            );
            $_[HEAP]{end} = $end;
        },
        joined => sub {
            my @names = ikc()->channel_names('Srv');
            note_down($names[0]);
            $_[KERNEL]->call(IKC => call => 'poe://Srv/test/echo', 'over the wire', 'poe:back');
        },
        back => sub { note_down($_[ARG0]); $_[HEAP]{end}->leave },
    );
    return @{ got() };
}

subtest 'TCP' => sub {
    my ($names, $echo) = over('ikc://127.0.0.1:0', 'ikc://127.0.0.1:PORT');
    is $echo, 'over the wire', 'an answer';
    like $names, qr/\(Srv, 127\.0\.0\.1:[0-9]+\)\z/, 'its names';
};

subtest 'a Unix socket' => sub {
    my ($names, $echo) = over("ikc+unix:$folder/socket", "ikc+unix:$folder/socket");
    is $echo, 'over the wire', 'an answer';
    my $name = "unix:$folder/socket" =~ s{/}{_}gr;
    like $names, qr/\(Srv, \Q$name\E\)\z/, 'its names';
};

subtest 'IPv6' => sub {
    plan skip_all => 'there is no ::1' if !has_ipv6();
    my ($names, $echo) = over('ikc://[::1]:0', 'ikc://[::1]:PORT');
    is $echo, 'over the wire', 'an answer';
};

subtest 'a shared secret' => sub {
    my ($names, $echo) = over('ikc://127.0.0.1:0', 'ikc://127.0.0.1:PORT', secret => 'sesame');
    is $echo, 'over the wire', 'an answer';
};
done_testing;
