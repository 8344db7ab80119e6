use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What a session says is heard by those who listen to it, or to one event of it, whether its kernel was there before
# or comes later. What they do not listen to any more is not, nor what a session says that is not published.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my $port = other_kernel(sub {
    published(quiet => { weather => sub { } });
    server({
        news => {
            speak => sub {
                my ($kernel, $about) = @_[ KERNEL, ARG0 ];
                local $SIG{__WARN__} = sub { };
                ikc()->say(secret => weather => 'not published');
                my $told = ikc()->say(news => weather => $about, ['fine']);
                $told .= $kernel->call(IKC => say => undef, sports => $about, ['lost']);
                return $told;
            },
        },
    });
});

sub heard {
    my ($what, $about, $text) = @_[ ARG0 .. ARG2 ];
    return note_down("$_[STATE]: $what->{kernel}/$what->{session}/$what->{event} $about @$text");
}

until_noted(6);
play_client(
    0,
    sub {
        $_[KERNEL]->call(IKC => listen => 'poe://Srv/news', 'all');
        ikc()->listen('poe://Other/news', 'never');
        ikc()->listen('poe://*/quiet', 'never');
        client($port, on_connect => sub { POE::Kernel->post(main => 'begin') });
    },
    begin => sub {
        ikc()->listen('poe://*/news/weather', 'weather');
        ikc()->call('poe://Srv/news/speak', 'today', 'poe:said');
    },
    weather => \&heard,
    all     => \&heard,
    never   => \&heard,
    said    => sub {
        note_down("said to $_[ARG0]");
        return if !ikc()->unlisten('poe://Srv/news');
        ikc()->call('poe://Srv/news/speak', 'tomorrow', 'poe:said');
    },
);
is_deeply [ sort @{ got() } ],
    [
    'all: Srv/news/sports today lost',
    'all: Srv/news/weather today fine',
    'said to 10',
    'said to 11',
    'weather: Srv/news/weather today fine',
    'weather: Srv/news/weather tomorrow fine',
    ],
    'what was listened to';

done_testing;
