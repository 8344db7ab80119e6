# package: libbot-basicbot-perl
# module: Bot::BasicBot
# exercises: a bot joins a channel of a small server and answers what it hears there

use strict;
use warnings;

package Echo {
    use parent 'Bot::BasicBot';
    sub said { return "heard $_[1]{body}" }
}

package main;

use Loopback;
use POE;

sub answer {
    my ($say) = @_;
    $say->(':server 001 wheel :Welcome') if /^USER /;
    $say->(
        ':wheel!w@here JOIN :#talk',
        ':other!o@there PRIVMSG #talk :good day'
    ) if /^JOIN /;
    leave() if /^PRIVMSG #talk :(?:other: )?heard good day/;
}

# The bot goes on when the kernel is stopped, on any POE.
sub leave { worked(); exit }

my $port = serve(\&answer);
Echo->new(
    server   => '127.0.0.1',
    port     => $port,
    channels => ['#talk'],
    nick     => 'wheel',
    flood    => 1
)->run;
