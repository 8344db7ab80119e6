use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;
use Time::HiRes qw(time);

BEGIN {
    plan(skip_all => 'upstream POE has no futures')          if is_upstream();
    plan(skip_all => 'no Future that would do is installed') if !eval { require POE::Future };
}

use POE qw(Future);
use Socket;

NameServer::start('silent.test' => undef, 'here.test' => ['127.0.0.1']);

socket my $listener, AF_INET, SOCK_STREAM, 0         or die "socket: $!";
bind $listener, pack_sockaddr_in(0, INADDR_LOOPBACK) or die "bind: $!";
listen $listener, 50                                 or die "listen: $!";
my ($port) = unpack_sockaddr_in(getsockname $listener);

my @unknown;

# One that is dropped after so many turns, and what became of it.
sub dropped_after {
    my ($turns, %to) = @_;
    my $future;
    play(
        _start => sub {
            $future = POE::Future->connect(port => $port, %to);
            $_[KERNEL]->yield(drop => $turns);
        },
        drop => sub {
                  $_[ARG0]         ? $_[KERNEL]->yield(drop => $_[ARG0] - 1)
                : $future->is_done ? ($future = undef)
                :                    $future->cancel;
        },
        _default => sub { push @unknown, $_[ARG0] if $_[ARG0] !~ /\A_/ },
    );
    return;
}

my $begin = time;
dropped_after($_, host => 'silent.test') for 0 .. 3;
dropped_after($_, host => 'here.test')   for 0 .. 12;
dropped_after($_, host => '127.0.0.1')   for 0 .. 6;
dropped_after($_, host => '127.0.0.1', TLS => { SSL_verify_mode => 0 })
    for eval { require Net::SSLeay } ? (0 .. 8) : ();
cmp_ok time - $begin, '<', 2.5, 'nobody waits for what was dropped';
is_deeply \@unknown, [], 'nor hears of it';

my @failure;
play(
    _start => sub {
        POE::Future->connect(host => 'silent.test', port => $port, timeout => 0.1)
            ->on_fail(sub { @failure = @_ });
    });
is_deeply \@failure, [ "silent.test:$port: not connected within 0.1 seconds\n", 'timeout' ],
    'a limit of time';

SKIP: {
    skip 'Net::SSLeay is not installed', 1 if !eval { require Net::SSLeay };
    play(
        _start => sub {
            POE::Future->connect(
                host => '127.0.0.1', port => $port, timeout => 0.1,
                TLS  => { SSL_verify_mode => 0 })->on_fail(sub { @failure = @_ });
        });
    is $failure[1], 'timeout', 'also of a handshake';
}

my @wrong = (
    [ 'options are pairs', 'host' ],
    [ 'there is no option "where"', host                  => 'a', port => 1, where => 1 ],
    [ 'host must be given', port                          => 1 ],
    [ 'port must be given', host                          => 'a' ],
    [ 'timeout must be a number of seconds above 0', host => 'a', port => 1, timeout => -1 ],
);
play(
    _start => sub {
        for my $case (@wrong) {
            my ($message, @options) = @$case;
            eval { POE::Future->connect(@options) };
            is $@, "connect: $message at $0 line ${\ (__LINE__ - 1)}.\n", $message;
        }
    });
eval { POE::Future->connect(host => 'a', port => 1) };
like $@, qr/\Aconnect: only in a handler of a session, whose wheel it will be at \Q$0\E/,
    'outside of sessions';

no_growth(
    'a connection',
    sub { dropped_after(12, host => '127.0.0.1'); accept my $peer, $listener }, 40
);
no_growth('one that is dropped', sub { dropped_after(0, host => '127.0.0.1') }, 40);

done_testing;
