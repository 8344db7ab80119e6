use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;
use Socket;

# Which callbacks come when, with what arguments, and what is in the heap by then.

sub heap_line {
    my ($heap) = @_;
    my %short  = map { $_ => ref $heap->{$_} || $heap->{$_} } keys %$heap;
    return join ' ', map {"$_=$short{$_}"} sort keys %short;
}
sub write_heap { note_down('   ', heap_line($_[HEAP])) }

my ($listener, $port) = listener();
accepted_by(
    $listener,
    count     => 1,
    connected => sub { $_[0]->say('welcome') },
    got       => sub {
        my ($self) = @_;
        return $self->leave if $self->received =~ /thanks/;
        $self->say('bye');
    },
);

my @connected;
client(
    $port,
    Args    => [ 'a', 'b' ],
    Started => sub {
        note_down('Started', $_[STATE], @_[ ARG0 .. $#_ ]);
        write_heap(@_);
    },
    PreConnect => sub { note_down('PreConnect', $_[STATE]); write_heap(@_); return $_[ARG0] },
    Connected  => sub {
        @connected = @_[ ARG0 .. $#_ ];
        note_down('Connected', $_[STATE]);
        write_heap(@_);
    },
    ServerInput => sub {
        note_down('ServerInput', $_[STATE], $_[ARG0], $_[ARG1] == $_[HEAP]{server}->ID);
        $_[HEAP]{server}->put($_[ARG0] eq 'welcome' ? 'hello' : 'thanks');
    },
    ServerFlushed => sub { note_down('ServerFlushed', $_[ARG0] == $_[HEAP]{server}->ID) },
    ServerError   => sub { note_down('ServerError', @_[ ARG0 .. ARG2 ]); write_heap(@_) },
    Disconnected  => sub { note_down('Disconnected', @_[ ARG0 .. $#_ ]); write_heap(@_) },
);

is_deeply run_log(),
    [
    'Started _start a b',
    '    shutdown_on_error=1',
    'PreConnect got_connect_success',
    '    connected=0 server=POE::Wheel::SocketFactory shutdown=0 shutdown_on_error=1',
    'Connected got_connect_success',
    '    connected=1 server=POE::Wheel::ReadWrite shutdown=0 shutdown_on_error=1',
    'ServerInput got_server_input welcome 1',
    'ServerFlushed 1',
    'ServerInput got_server_input bye 1',
    'ServerFlushed 1',
    'ServerError read 0 ',
    '    connected=1 server=POE::Wheel::ReadWrite shutdown=0 shutdown_on_error=1',
    'Disconnected',
    '    connected=0 got_an_error=1 shutdown=1 shutdown_on_error=1',
    ],
    'callbacks and heap';

is scalar(@connected), 4;
is ref $connected[0], 'GLOB', 'Connected: the socket';
is inet_ntoa($connected[1]), '127.0.0.1', 'the address';
is $connected[2], $port, 'the port';
like $connected[3], qr/\A[1-9]\d*\z/, "the ID of the wheel that connected";

subtest 'new returns the ID of the session' => sub {
    my $id;
    my $returned = client($port, Started => sub { $id = $_[SESSION]->ID }, ConnectError => sub { });
    close $listener;
    run_log();
    is $returned, $id;
};

subtest 'a client that does not get what it wants' => sub {
    client(
        $port, callbacks_of([ 'ConnectError', 'Disconnected' ]),
        ConnectError => sub {
            note_down('ConnectError', $_[STATE], @_[ ARG0, ARG1 ], scalar(@_) - ARG0);
            write_heap(@_);
        },
    );
    my $refused = Errno::ECONNREFUSED() + 0;
    is_deeply run_log(),
        [
        "ConnectError got_connect_error connect $refused 4",
        '    connected=0 server=POE::Wheel::SocketFactory shutdown=0 shutdown_on_error=1',
        ],
        'is told so, and ends';
};

subtest 'the same, with nobody to tell' => sub {
    my $id = client($port);
    my ($refused, $text) = do { local $! = Errno::ECONNREFUSED(); ($! + 0, "$!") };
    is_deeply [ warnings_of(\&run_log) ], ["Client $id got connect error $refused ($text)\n"],
        'is warned of';
};

done_testing;
