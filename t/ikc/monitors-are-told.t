use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What a monitor hears of a kernel, by each of its names, and in which order.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub { return server({}, aliases => ['SrvAlias']) });

sub heard {
    my ($event, $name, $kernel, $is_rid, $data, @more) = @_;
    $kernel = 'RID' if $is_rid;
    note_down($event, $name, $kernel, $data, @more);
}

my $monitor = POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->alias_set('monitor');
            POE::Component::IKC::Responder->spawn;
            my %all = map { $_ => $_ } qw(register unregister channel error shutdown);
            $_[KERNEL]->call(IKC => monitor => '*'             => { %all, data => 'D' });
            $_[KERNEL]->call(IKC => monitor => 'poe://Srv/any' => { register   => 'named' });
        },
        named => sub { note_down('named', @_[ ARG0 .. ARG3 ]) },
        map {
            my $event = $_;
            $event => sub {
                return if $_[ARG1] eq POE::Kernel->ID or $_[ARG1] eq 'Cli';
                heard($event, @_[ ARG0 .. $#_ ]);
                $_[KERNEL]->post($_[ARG5], 'shutdown')
                    if $event eq 'channel'
                    and $_[ARG2]
                    and $_[ARG4] eq 'ready';
                $_[KERNEL]->alias_remove('monitor') if $event eq 'shutdown';
            }
        } qw(register unregister channel error shutdown),
    },
);
until_noted(18);
play_client($port, sub { }, client => { on_connect => sub { note_down('connected') } });

my @names      = ('RID', 'Srv', 'SrvAlias', "127.0.0.1:$port");
my @log        = map { ref ? $_ : [$_] } @{ got() };
my ($of_named) = grep { $_->[0] eq 'named' } @log;
is_deeply $of_named, [ 'named', 'poe://Srv/any', 'Srv', undef, undef ],
    'a name that is part of an address';
@log = grep { $_->[0] ne 'named' } @log;
is_deeply [ map { [ @$_[ 0, 2 ] ] } @log ],
    [
    (map { [ 'register', $_ ] } @names),
    [ 'connected', undef ],
    (map { [ 'channel', $_ ] } @names),
    (map { [ 'channel', $_ ] } @names),
    (map { [ 'unregister', $_ ] } @names),
    [ 'shutdown', '*' ],
    ],
    'the order';
is_deeply [ @{ $log[0] }[ 1, 3 ] ], [ '*', 'D' ], 'the name that was given, and the data';
like $log[0][4], qr/\A[0-9]+\z/, 'the process of the peer';
is $log[5][4], 'ready', 'a channel that is ready';
is $log[9][4], 'close', 'a channel that is closed';
done_testing;
