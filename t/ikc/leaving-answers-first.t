use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A kernel that leaves withdraws what it offers, and goes when it has answered what was asked before that was known;
# but it waits no longer than `drain`.

plan skip_all => 'POE does not have it'                 if is_upstream();
plan skip_all => 'no Future that would do is installed' if !eval { require POE::Future };
require IKC;
IKC->import;
use POE;

my %offer = (
    slow => sub {
        return POE::Future->new_delay(0.3)->then(sub { POE::Future->done('slow') });
    },
    fast  => sub { return 'fast' },
    never => sub { return $_[HEAP]{never} = POE::Future->new },
    leave => sub { ikc()->shutdown; return },
);

sub leaving {
    my (%parameters) = @_;
    return other_kernel(sub {
        my $port = server({ work => \%offer }, %parameters);
        ikc()->offer(work => [ keys %offer ]);
        return $port;
    });
}

sub outcome { return $_[0]->is_done ? $_[0]->result : ($_[0]->failure)[2] }

sub ask_one_that_leaves {
    my ($port, @events) = @_;
    play_client(
        $port,
        sub {
            $_[KERNEL]->call(IKC => monitor => Srv => { unregister => 'went' });
            $_[KERNEL]->delay(ask => 0.1);
        },
        ask => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            my $first = shift @events;
            my @asked = $kernel->ask('poe://+/work', $first);
            ikc()->post('poe://Srv/work/leave', 1);
            push @asked, map { $kernel->ask('poe://+/work', $_) } @events;
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
ask_one_that_leaves(leaving(), qw(slow fast slow));
is_deeply got(), [ [qw(slow fast slow)], 'then resolve' ], 'what was asked is answered';

ask_one_that_leaves(leaving(drain => 0.3), qw(never fast));
is_deeply [ sort { ref $a cmp ref $b } @{ got() } ], [ 'then resolve', [qw(gone fast)] ],
    'but for what takes too long';

done_testing;
