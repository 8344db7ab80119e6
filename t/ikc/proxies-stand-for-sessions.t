use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A subscription makes a proxy, which takes all arguments; the answers to SENDER come back; all ends with
# unsubscribe.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    my %test = (
        talk => sub { $_[KERNEL]->post($_[SENDER], 'answer', @_[ ARG0 .. $#_ ]); return },
    );
    return server({ test => \%test });
});

until_noted(5);
play_client(
    $port,
    sub {
        my %all = map { $_ => 'heard' } qw(subscribe unsubscribe);
        $_[KERNEL]->call(IKC => monitor   => Srv  => { %all, error => 'refused' });
        $_[KERNEL]->call(IKC => publish   => main => ['answer']);
        $_[KERNEL]->call(IKC => subscribe => [qw(poe://Srv/test poe://Srv/nosuch)], 'subscribed');
    },
    heard      => sub { note_down($_[STATE], $_[ARG4]{session}) },
    refused    => sub { note_down($_[ARG4], $_[ARG5]) },
    subscribed => sub {
        note_down(subscribed => $_[ARG0]);
        ok defined $_[KERNEL]->alias_resolve('test'), 'its own name is here';
        $_[KERNEL]->post('poe://Srv/test', talk => 1, [2], { three => 3 });
    },
    answer => sub {
        note_down(answer => @_[ ARG0 .. $#_ ]);
        $_[KERNEL]->call(IKC => unsubscribe => 'poe://Srv/test');
        is $_[KERNEL]->alias_resolve($_), undef, "$_ is nobody afterwards"
            for 'poe://Srv/test', 'test';
    },
);
is_deeply got(),
    [
    [ heard      => 'test' ],
    [ subscribe  => 'Refused subscription poe://Srv/nosuch' ],
    [ subscribed => ['poe://Srv/test'] ],
    [ answer     => 1, [2], { three => 3 } ],
    [ heard      => 'test' ],
    ],
    'what happened';
done_testing;
