# http: what ../http.pl does, written by hand on AnyEvent and EV: no objects for requests.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Bench;
use Bench::Server;

my ($port, $end) = serve(sub {
    my ($tell) = @_;
    require EV;
    require AnyEvent;
    require AnyEvent::Handle;
    require AnyEvent::Socket;
    my %handles;
    my $answer = sub {
        my ($handle, $head) = @_;
        my ($target) = $head =~ m{\A\w+ (\S+) HTTP/1};
        my $text = "Hello, $target\n";
        $handle->push_write("HTTP/1.1 200 OK\x0D\x0AContent-Type: text/plain\x0D\x0A"
                . 'Content-Length: '
                . length($text)
                . "\x0D\x0A\x0D\x0A$text");
    };
    my $read;
    $read = sub {
        $_[0]->push_read(line => qr/\x0D\x0A\x0D\x0A/, sub { $answer->(@_); $read->($_[0]) });
    };
    my $guard = AnyEvent::Socket::tcp_server(
        '127.0.0.1',
        undef,
        sub {
            my ($socket) = @_;
            my $handle = AnyEvent::Handle->new(
                fh       => $socket,
                on_error => sub { delete $handles{ $_[0] }; $_[0]->destroy },
            );
            $handles{$handle} = $handle;
            $read->($handle);
        },
        sub { $tell->($_[2]); 0 });
    EV::run();
});

load_with_wrk('http', $port, $end);
finish();
