use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What a client subscribes to is there when it is told that it is connected; all kernels can be asked; a
# proxy ends with its connection.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    return server({ test => { end => sub { POSIX::_exit(0) } } });
});

my ($there, $count) = ('no');
until_noted(2);
play_client(
    $port,
    sub {
        is $there, 'yes', 'the proxy was there';
        $_[KERNEL]->call(IKC => monitor   => Srv => { unsubscribe => 'gone' });
        $_[KERNEL]->call(IKC => subscribe => 'poe://*/test', 'all');
    },
    client => {
        subscribe  => ['poe://Srv/test'],
        on_connect => sub {
            $there = 'yes' if defined POE::Kernel->alias_resolve('poe://Srv/test');
            POE::Kernel->post(main => 'connected');
        },
    },
    all => sub {
        is_deeply $_[ARG0], ['poe://*/test'], 'all kernels were asked';
        $_[KERNEL]->post('poe://*/test', 'end');
    },
    gone => sub {
        is $_[KERNEL]->alias_resolve('test'), undef, 'no name stays' if $_[ARG4]{kernel} eq 'Srv';
        note_down($_[ARG4]{kernel});
    },
);
is_deeply [ sort @{ got() } ], [ '*', 'Srv' ], 'both proxies ended with the connection';
done_testing;
