use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;
use Socket;

plan skip_all => 'POE does not have it'         if is_upstream();
plan skip_all => 'this system does not have it' if !eval { Socket::SO_REUSEPORT() };

needs_descriptors(250);

# Several servers on one port: the system shares connections out among them.

my %served;

sub serve_as {
    my ($name, @param) = @_;
    return serve(
        @param,
        Alias           => $name,
        ClientConnected => sub {
            $served{$name}++;
            $_[KERNEL]->yield('shutdown');
        },
        ClientDisconnected => sub {
            $served{all}++;
            return if $served{all} < 60;
            $_[KERNEL]->post($_ => 'shutdown') for qw(one other);
        },
        callbacks_of(['Error'], Error => sub { $_[KERNEL]->yield('shutdown') }),
    );
}

my $port = serve_as('one', ReusePort => 1);
is serve_as('other', ReusePort => 1, Port => $port), $port, 'a second server on the same port';
peer($port) for 1 .. 60;
is_deeply run_log(), [];
is $served{one} + $served{other}, 60, 'each connection is somebody\'s';
ok $served{one} && $served{other}, 'both have some';

$port = serve_as('one', ReusePort => 1);
serve_as('other', Port => $port);
$poe_kernel->post(one => 'shutdown');
like run_log()->[0], qr/\AError bind /, 'who does not share gets nothing';

done_testing;
