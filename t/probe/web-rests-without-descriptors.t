use strict;
use warnings;

use lib 't/lib';
use POETest qw(scaled);
use Test::More;
use WebProbe;

# Whoever waits to be accepted while no descriptor is left must not keep the loop busy.

WebProbe->plan_or_skip;
my $web = WebProbe->start(sessions => <<'CODE');
    my @taken;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set('taker'); $_[KERNEL]->sig(USR1 => 'take') },
        take   => sub {
            while (open my $null, '<', '/dev/null') { push @taken, $null }
            syswrite STDERR, "taken\n";
            $_[HEAP]{cpu} = (times)[0] + (times)[1];
            $_[KERNEL]->delay(give => 1.5);
            $_[KERNEL]->sig_handled;
        },
        give => sub {
            my $cpu = (times)[0] + (times)[1] - $_[HEAP]{cpu};
            @taken = ();
            syswrite STDERR, sprintf "busy for %.2f s\n", $cpu;
        },
    });
CODE

sub says {
    my ($what) = @_;
    for (1 .. 400) {
        return $1 if $web->stderr =~ $what;
        select undef, undef, undef, 0.05;
    }
    return;
}

kill USR1 => $web->{pid};
ok says(qr/(taken)/), 'there is none left';
my $socket = $web->connect;
print {$socket} $web->request(
    GET => '/snapshot',
    { Authorization => "Bearer $web->{token}", Connection => 'close' });
cmp_ok says(qr/busy for ([\d.]+)/), '<', 0.7, 'the loop rests';
my $answer = WebProbe->parse(WebProbe->read_all($socket, 10));
is $answer->{code}, 200, 'who waited is answered when there is one again';

done_testing;
