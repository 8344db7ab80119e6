use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# What it offers is withdrawn, so that others get what is asked from then on; what has come is answered. It waits no
# longer than `drain`.

plan skip_all => 'questions need Future' if !eval { require POE::Future };
broker();

my %offer = (
    slow => sub {
        return POE::Future->new_delay(0.3)->then(sub { POE::Future->done('slow') });
    },
    fast  => sub { return 'fast' },
    never => sub { return $_[HEAP]{never} = POE::Future->new },
    leave => sub { $POE::Component::IKC::Responder::ikc->shutdown; return },
);

sub outcome { return $_[0]->is_done ? $_[0]->result : ($_[0]->failure)[2] }

sub ask_one_that_leaves {
    my ($drain, @events) = @_;
    kernel('Leaver', { work => \%offer }, offers => ['work'], drain => $drain);
    my $ikc;
    in_cluster(
        sub {
            $ikc = $POE::Component::IKC::Responder::ikc;
            $_[KERNEL]
                ->call(IKC => monitor => Leaver => { register => 'came', unregister => 'went' });
        },
        came => sub { $_[KERNEL]->delay(ask => 0.1) },
        ask  => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            my @asked = map { $kernel->ask('poe://+/work', $_) } @events;
            $ikc->post('poe://Leaver/work/leave', 1);
            $heap->{all} = POE::Future->wait_all(@asked)->on_ready(sub {
                note_down(map { outcome($_) } @asked);
            });
        },
        went => sub {
            $_[HEAP]{last} = $_[KERNEL]->ask('poe://+/work', 'fast')
                ->on_ready(sub { note_down('then ' . outcome($_[0])) });
        },
    );
    return;
}

until_noted(2);
ask_one_that_leaves(5, qw(slow fast slow));
is_deeply got(), [ [qw(slow fast slow)], 'then resolve' ], 'what was asked is answered';

ask_one_that_leaves(0.3, qw(never fast));
is_deeply [ sort { ref $a cmp ref $b } @{ got() } ], [ 'then resolve', [qw(gone fast)] ],
    'but for what takes too long';

done_testing;
