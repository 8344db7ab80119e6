# package: libpoe-component-client-mpd-perl
# module: POE::Component::Client::MPD
# exercises: connects to a music server of a few lines, asks for its version and its volume

use strict;
use warnings;

use Loopback;
use POE qw(Component::Client::MPD);

my %seen;
my $port = serve(
    sub {
        my ($say) = @_;
        $say->('volume: 50', 'state: stop', 'playlistlength: 0') if /^status/;
        $say->('OK');
    },
    ClientConnected => sub { $_[HEAP]{client}->put('OK MPD 0.23.5') },
);
POE::Component::Client::MPD->spawn({
    host           => '127.0.0.1',
    port           => $port,
    alias          => 'mpd',
    status_msgs_to => 'main'
});

program(
    _start        => sub { $_[KERNEL]->alias_set('main') },
    mpd_connected => sub { $_[KERNEL]->post(mpd => $_) for qw(version status) },
    mpd_result    => sub {
        my ($message, $answer) = @_[ ARG0, ARG1 ];
        $seen{ $message->request } = ref $answer ? $answer->volume : $answer;
        worked()
            if ($seen{version} // '') eq '0.23.5'
            and ($seen{status} // 0) == 50;
    },
);
