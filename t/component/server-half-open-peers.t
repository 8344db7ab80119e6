use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE qw(Filter::Block Filter::Line Filter::Reference Filter::Stream);

# Peers that send octet by octet, stop in the middle, or end their output and still read; with each filter.

my %filter = (
    Line      => [ 'POE::Filter::Line', "hello\n" ],
    Block     => [ 'POE::Filter::Block', "5\0hello" ],
    Fixed     => [ [ 'POE::Filter::Block', BlockSize => 5 ], 'hello' ],
    Reference => [ 'POE::Filter::Reference', POE::Filter::Reference->new->put([ \'hello' ])->[0] ],
);
$filter{HTTPD} = [ 'POE::Filter::HTTPD', "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" ]
    if !is_upstream() and eval { require POE::Filter::HTTPD };    # there octets get lost

sub text_of {
    my ($record) = @_;
    return !ref $record ? $record : ref $record eq 'SCALAR' ? $$record : $record->content;
}

# What a server is told of a peer that sends these octets, one at a time, and then ends its output.
sub told_of {
    my ($filter, $octets, %more) = @_;
    my $port = serve(
        ClientFilter       => $filter,
        ClientInput        => sub { note_down('input', text_of($_[ARG0])) },
        ClientError        => sub { note_down('error', $_[ARG0], $_[ARG1] + 0) },
        ClientDisconnected => sub { note_down('end'); end_server() },
        %more,
    );
    my @left   = split //, $octets;
    my $socket = TcpStage::_socket_to($port);
    session(
        _start => sub { $_[KERNEL]->yield('one') },
        one    => sub {
            return shutdown $socket, 1 if !@left;
            syswrite $socket, shift @left;
            $_[KERNEL]->yield('one');
        },
        _stop => sub { },
    );
    return run_log();
}

for my $name (sort keys %filter) {
    my ($filter, $message) = @{ $filter{$name} };
    is_deeply told_of($filter, $message), [ 'input hello', 'error read 0', 'end' ],
        "$name, octet by octet";
    is_deeply told_of($filter, substr $message, 0, -1), [ 'error read 0', 'end' ],
        "$name, that stops before its end";
    is_deeply told_of($filter, ''), [ 'error read 0', 'end' ], "$name, that says nothing";
}

subtest 'one that is silent is left after a while' => sub {
    plan skip_all => 'there it may stay' if is_upstream();
    for my $name (sort keys %filter) {
        my ($filter, $message) = @{ $filter{$name} };
        my $port = serve(
            ClientFilter       => $filter,
            ClientTimeout      => scaled(0.1),
            ClientInput        => sub { note_down('input') },
            ClientError        => sub { note_down('error', $_[ARG0]) },
            ClientDisconnected => sub { note_down('end'); end_server() },
        );
        my $socket = TcpStage::_socket_to($port);
        syswrite $socket, substr $message, 0, -1;
        is_deeply run_log(), [ 'error timeout', 'end' ], $name;
    }
};

subtest 'one that has ended its output is answered' => sub {
    for my $name (sort keys %filter) {
        my ($filter, $message) = @{ $filter{$name} };
        my $port = serve(
            ClientInputFilter  => $filter,
            ClientOutputFilter => 'POE::Filter::Stream',
            ClientInput => sub { $_[HEAP]{client}->put('answer'); $_[KERNEL]->yield('shutdown') },
            ClientError => sub { },
            ClientDisconnected => \&end_server,
        );
        my $peer = peer(
            $port,
            connected => sub { syswrite $_[0]->handle, $message; $_[0]->half_close });
        run_log();
        is $peer->received, 'answer', $name;
    }
};

done_testing;
