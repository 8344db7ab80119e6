use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# The own kernel by its names: references arrive as they are, and what is not published does not.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = server(
    { test => { here => sub { note_down(here => $_[ARG0]) }, seven => sub { return 7 } } },
    aliases => 'Other'
);
my $data = { code => sub {'code'} };
until_noted(6);
play_client(
    0,
    sub {
        my $kernel = $_[KERNEL];
        $kernel->call(IKC => monitor => '*' => { error => 'error' });
        is $kernel->call(IKC => post => "poe://$_/test/here", $data), 1, "posted to $_"
            for 'Srv', 'Other', $kernel->ID;
        is $kernel->call(IKC => post => 'poe://*/test/here', 'all'), 1, 'posted to all';
        is $kernel->call(IKC => call => 'poe://Srv/test/seven', undef, 'poe:back'), 1, 'called';
        is $kernel->call(IKC => post => 'poe://Srv/test/unpublished', 1), 1,
            'a post that will be refused';
        is $kernel->call(IKC => post => 'poe://*/test/unpublished', 1), 0,
            'what it has not is not for all';
    },
    back  => sub { note_down(back  => $_[ARG0]) },
    error => sub { note_down(error => @_[ ARG1, ARG4 ]) if $_[ARG4] ne 'resolve' },
);
my @log = @{ got() };
is $log[0][1], $data, 'the same reference';
is_deeply [ map { $_->[1] } @log[ 3, 4 ] ], [ 'all', 7 ], 'an event for all, and an answer';
is_deeply $log[5], [ 'error', 'Srv', 'local-check' ], 'a refusal is told here';
done_testing;
