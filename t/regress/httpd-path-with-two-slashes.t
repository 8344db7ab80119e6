use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Requests;
use TcpStage;
use Test::More;

use POE qw(Filter::HTTPD);

# A path that begins with two slashes names no host. The server is ended by a signal to its alias, sent
# by the class from a handler of another session.
my @paths;
my $port = serve(
    ClientFilter => 'POE::Filter::HTTPD',
    ClientInput  => sub {
        push @paths, $_[ARG0]->uri->path;
        $_[HEAP]{client}->put(HTTP::Response->new(200, 'OK'));
        $_[KERNEL]->yield('shutdown');
    },
    ClientDisconnected => sub {
        note_down('left, signal gives', POE::Kernel->signal(server => 'KILL'));
    },
);
my $peer = peer(
    $port,
    connected => sub { syswrite $_[0]->handle, "GET //foo/bar HTTP/1.0\r\n\r\n" },
);
is_deeply run_log(), ['left, signal gives 1'], 'the program ends';
is_deeply \@paths, ['/foo/bar'], 'one slash is left';
like $peer->received, qr{\AHTTP/1\.\d 200 OK\r\n}, 'and the peer has its answer';

done_testing;
