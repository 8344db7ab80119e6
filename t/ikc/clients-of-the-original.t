use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A client of ours, and a server that is the original on the wire: both handshakes, each serializer, and
# what it has to get: no frame that it does not know.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use IKCPeer;
use POE;

sub with_server {
    my ($protocol, $freezer) = @_;
    my $listener = IKCPeer->listen_on(protocol => $protocol, takes => [$freezer]);
    my $port     = $listener->port;
    my $peer     = IKCPeer->in_child(sub {
        my $one = $listener->accept_one;
        my @got;
        my %test = (
            echo        => sub { return $_[1] },
            here        => sub { push @got, $_[2]; return },
            'IKC:proxy' => sub { push @got, $_[2]; return $_[1][1][1] },
        );
        my $own = sub { return [ $_[1][0], $one->{names}[0] ] };
        $one->serve(test => \%test, IKC => { do_you_have => $own });
        return \@got;
    });
    undef $listener;
    until_noted(3);
    play_client(
        $port,
        sub {
            $_[KERNEL]->sig_child($peer->{pid}, 'reaped');
            $_[KERNEL]->call(IKC => publish => main => ['back']);
            ikc()->post('poe://Srv/test/here', [ 'p1', 'p2' ]);
            ikc()->call('poe://Srv/test/echo', { a => 'b' }, 'poe:/main/back');
            $_[KERNEL]->call(IKC => subscribe => 'poe://Srv/test', 'subscribed');
        },
        reaped     => sub { },
        back       => sub { note_down($_[ARG0]) },
        subscribed => sub {
            note_down($_[ARG0]);
            $_[KERNEL]->post('poe://Srv/test', 'talk', 't1', ['t2']);
            return note_down('b') if !POE::Kernel->can('ask');
            $_[HEAP]{wait}
                = $_[KERNEL]->ask('poe://SrvAlias/test', 'ask', 'a', 'b')
                ->on_done(sub { note_down(@_) });
        },
    );
    return ($peer->result, got());
}

eval { require POE::Future };
for my $case (
    [ 'IKC0', 'Storable' ], [ 'IKC0', 'POE::Component::IKC::Freezer' ],
    [ 'IKC', 'Storable' ])
{
    subtest "@$case" => sub {
        my ($got, $log) = with_server(@$case);
        is_deeply $log, [ { a => 'b' }, ['poe://Srv/test'], 'b' ], 'what was answered';
        my $id = POE::Kernel->ID;
        is_deeply $got->[0],
            {
            event  => 'poe://Srv/test/here',
            params => [ 'p1', 'p2' ],
            from   => { kernel => $id, session => 'main', state => 'IKC:proxy' }
            },
            'a post';
        is_deeply $got->[-1]{event}, { kernel => 'Srv', session => 'test', state => 'IKC:proxy' },
            'by the proxy';
        is_deeply $got->[-1]{params}, [ 'talk', [ 't1', ['t2'] ] ], '... with all arguments';
        is_deeply $got->[1]{params}, [ 'ask', [ 'a', 'b' ] ], 'a question with several arguments'
            if POE::Kernel->can('ask');
    };
}
done_testing;
