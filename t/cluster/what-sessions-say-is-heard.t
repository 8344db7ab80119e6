use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use IKC qw(ikc other_kernel);
use POE;
use Test::More;

# What sessions say reaches listeners over NATS: of a kernel that was there, and of one that comes later, which is
# when it gets a signal.

broker();
my %news  = (speak => sub { return ikc()->say(news => weather => $_[ARG0], ['fine']) });
my $later = other_kernel(sub {
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->sig(USR1 => 'come');
                $_[KERNEL]->delay(come => scaled(60));
            },
            come => sub {
                $_[KERNEL]->sig('USR1');
                $_[KERNEL]->delay('come');
                published(news => \%news);
                POE::Component::IKC->join(name => 'Second', wire => Cluster::_wire());
            },
        },
    );
    return $$;
});
kernel(First => { news => \%news });

until_noted(4);
in_cluster(
    sub { $_[KERNEL]->call(IKC => monitor => Second => { channel => 'came' }) },
    joined => sub {
        $_[KERNEL]->call(IKC => listen => 'poe://*/news/weather', 'weather');
        ikc()->call('poe://First/news/speak', 'today', 'poe:said');
        kill USR1 => $later;
    },
    came =>
        sub { ikc()->call('poe://Second/news/speak', 'today', 'poe:said') if $_[ARG4] eq 'ready' },
    weather => sub { note_down("$_[ARG0]{kernel}/$_[ARG0]{event} $_[ARG1] $_[ARG2][0]") },
    said    => sub { note_down("said to $_[ARG0]") },
);

is_deeply [ sort @{ got() } ],
    [ 'First/weather today fine', 'Second/weather today fine', 'said to 1', 'said to 1' ],
    'what both said';

done_testing;
