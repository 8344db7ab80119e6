use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# Which callbacks come when, with what arguments, and what is in the heap by then.

sub heap_line {
    my ($heap) = @_;
    my %short = map { $_ => ref $heap->{$_} || $heap->{$_} } keys %$heap;
    delete $short{remote_port};
    return join ' ', map {"$_=$short{$_}"} sort keys %short;
}

my @connection = map {"Client$_"} qw(PreConnect Connected Input Flushed Error Disconnected);

sub write_heap { note_down('   ', heap_line($_[HEAP])) }

my $port = serve(
    ListenerArgs => [ 'l1', 'l2' ],
    ClientArgs   => [ 'c1', 'c2' ],
    Started      => sub {
        note_down('Started', @_[ ARG0 .. $#_ ]);
        write_heap(@_);
    },
    Stopped => sub { note_down('Stopped', @_[ ARG0 .. $#_ ]); write_heap(@_) },
    callbacks_of(
        \@connection,
        ClientPreConnect   => sub { write_heap(@_); return $_[ARG0] },
        ClientConnected    => sub { write_heap(@_); $_[HEAP]{client}->put('welcome') },
        ClientInput        => sub { write_heap(@_); $_[HEAP]{client}->put("you said $_[ARG0]") },
        ClientDisconnected => sub { write_heap(@_); end_server() },
    ),
);
ok $port, 'in Started the name of the socket is known';

my $peer = peer(
    $port,
    got => sub {
        my ($self) = @_;
        $self->say('hello') if $self->received eq "welcome\x0d\x0a";
        $self->leave        if $self->received =~ /you said hello/;
    });

my @log     = @{ run_log() };
my ($id)    = map {/\AClientFlushed (\d+)/} @log;
my $running = 'remote_ip=127.0.0.1 shutdown=0 shutdown_on_error=1';
is_deeply \@log,
    [
    'Started l1 l2',
    '    alias=server concurrency=-1 connections=0 listener=POE::Wheel::SocketFactory',
    'ClientPreConnect GLOB ARRAY',
    "    $running",
    'ClientConnected c1 c2',
    "    client=POE::Wheel::ReadWrite $running",
    "ClientFlushed $id",
    "ClientInput hello $id",
    "    client=POE::Wheel::ReadWrite $running",
    "ClientFlushed $id",
    "ClientError read 0  $id",
    'ClientDisconnected',
    '    client=POE::Wheel::ReadWrite got_an_error=1 remote_ip=127.0.0.1 shutdown=1'
        . ' shutdown_on_error=1',
    'Stopped',
    '    alias=server concurrency=-1 connections=0',
    ],
    'callbacks, arguments and heap';

subtest 'callbacks are handlers' => sub {
    my %seen;
    my $look = sub {
        my ($object, $session, $kernel, $state) = @_[ OBJECT, SESSION, KERNEL, STATE ];
        push @{ $seen{$state} },
            (defined $object                           ? 'object' : '')
            . ($kernel == $poe_kernel                  ? ''       : ' another kernel')
            . ($session == $kernel->get_active_session ? ''       : ' another session')
            . ($_[HEAP] == $session->get_heap          ? ''       : ' another heap');
        return $_[ARG0];
    };
    my $port = serve(
        ClientPreConnect => $look,
        ClientConnected  =>
            sub { &$look; $_[HEAP]{client}->put('x'); $_[KERNEL]->yield('shutdown') },
        ClientFlushed      => $look,
        ClientDisconnected => sub { &$look; end_server() },
    );
    peer($port);
    run_log();
    is_deeply \%seen,
        {
        _start               => [ '', '' ],
        tcp_server_got_flush => [ '', '' ],
        },
        'with their own session, under the name of the event';
};

subtest 'new returns the ID of the listening session' => sub {
    my $id = POE::Component::Server::TCP->new(
        Address     => '127.0.0.1',
        ClientInput => sub { },
        Started     => sub { note_down($_[SESSION]->ID); $_[KERNEL]->yield('shutdown') },
    );
    is_deeply run_log(), [$id];
};

subtest 'each connection is a session below it' => sub {
    my (%parent, $listener);
    my $port = serve(
        Started         => sub { $listener = $_[SESSION]->ID },
        ClientConnected => sub {
            $parent{ $_[SENDER]->ID }++;
            isnt $_[SESSION]->ID, $listener;
            $_[KERNEL]->yield('shutdown');
        },
        ClientDisconnected => sub { end_server() if $parent{$listener} == 2 },
    );
    peer($port) for 1 .. 2;
    run_log();
    is_deeply \%parent, { $listener => 2 };
};

done_testing;
