# tcp WHAT: what ../tcp.pl does, on AnyEvent::Handle and EV.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Bench::Echo;

my %handles;

sub forget {
    my ($handle) = @_;
    delete $handles{$handle};
    $handle->destroy;
}

sub echo { $_[0]->push_write("$_[1]\x0D\x0A") }

sub echo_once {
    my ($handle, $line) = @_;
    $handle->push_write("$line\x0D\x0A");
    $handle->on_drain(\&forget);
}

sub talk {
    my ($socket, $got_line) = @_;
    my $handle = AnyEvent::Handle->new(
        fh       => $socket,
        on_error => \&forget,
        on_read  => sub { $_[0]->push_read(line => $got_line) },
    );
    $handles{$handle} = $handle;
}

measure_echo(
    shift || 'line_1',
    sub {
        my ($tell, $once) = @_;
        require EV;
        require AnyEvent;
        require AnyEvent::Handle;
        require AnyEvent::Socket;
        my $got_line = $once ? \&echo_once : \&echo;
        my $port;
        my $guard = AnyEvent::Socket::tcp_server(
            '127.0.0.1', undef,
            sub { talk($_[0], $got_line) },
            sub { $port = $_[2]; 0 });
        $tell->($port);
        EV::run();
    });
