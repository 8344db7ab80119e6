# package: libpoe-filter-xml-perl
# module: POE::Filter::XML
# exercises: a stream of nodes from a server, which come in pieces

use strict;
use warnings;

use Loopback;
use POE qw(Component::Client::TCP Filter::Stream Filter::XML);

my @pieces = ('<stream><no', 'de name="wh', 'eel">turns</node></stream>');
my $port   = serve(
    sub { $_[0]->(shift @pieces) if @pieces },
    ClientConnected => sub { $_[HEAP]{client}->put(shift @pieces) },
    ClientFilter    => 'POE::Filter::Stream',
);
POE::Component::Client::TCP->new(
    RemoteAddress => '127.0.0.1',
    RemotePort    => $port,
    Filter        => 'POE::Filter::XML',
    Connected     => sub {
        my $server = $_[HEAP]{server};
        $server->set_output_filter(POE::Filter::Stream->new);
        $_[KERNEL]->delay($_ => 0.1 * ++$_[HEAP]{count}) for qw(first second);
    },
    InlineStates => {
        map {
            $_ => sub { $_[HEAP]{server}->put('more') }
        } qw(first second)
    },
    ServerInput => sub {
        my ($node) = $_[ARG0];
        worked() if $node->nodeName eq 'node' and $node->textContent eq 'turns';
    },
);
POE::Kernel->run;
