# package: libpoe-component-jabber-perl
# module: POE::Component::Jabber
# exercises: logs in to a legacy server of a few lines and receives a message

use strict;
use warnings;

use Loopback;
use POE qw(Component::Jabber Filter::Stream);

# Each thing that the client says is answered as often as it comes; ids are its own.
sub answer {
    my ($say) = @_;
    $say->(   q{<?xml version='1.0'?><stream:stream from='localhost' id='1' xmlns='jabber:client'}
            . q{ xmlns:stream='http://etherx.jabber.org/streams'>})
        if /<stream:stream/;
    while (/<iq\b([^>]*)>/g) {
        my ($id) = $1 =~ /id=["']([^"']+)/ or next;
        $say->("<iq type='result' id='$id'/>");
    }
    $say->(q{<message from='other@localhost'><body>good day</body></message>})
        if /<presence/;
}

my $port = serve(\&answer, ClientFilter => 'POE::Filter::Stream');
program(
    _start => sub {
        $_[KERNEL]->alias_set('main');
        $_[HEAP]{jabber} = POE::Component::Jabber->new(
            IP             => '127.0.0.1',
            Port           => $port,
            Hostname       => 'localhost',
            Username       => 'wheel',
            Password       => 'secret',
            Alias          => 'jabber',
            ConnectionType => +LEGACY,
        );
        $_[KERNEL]->post(jabber => subscribe => +PCJ_READY, 'ready');
        $_[KERNEL]->post(jabber => subscribe => +PCJ_NODERECEIVED, 'node');
        $_[KERNEL]->post(jabber => 'connect');
    },
    ready => sub {
        $_[KERNEL]->post(jabber => output => POE::Filter::XML::Node->new('presence'));
    },
    node => sub { worked() if $_[ARG0]->toString =~ /good day/ },
);
