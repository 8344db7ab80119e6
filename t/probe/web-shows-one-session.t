use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# By ID or alias, with why it is alive; one event, with its histograms.

WebProbe->plan_or_skip;
my $name = "caf\xc3\xa9 / 100% <b>";
my $web  = WebProbe->start(sessions => <<'CODE');
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set("caf\x{e9} / 100% <b>"); $_[KERNEL]->yield("t\x{ef}ck"); $_[KERNEL]->delay("t\x{ef}ck" => 3600) },
        "t\x{ef}ck" => sub { select undef, undef, undef, 0.01 },
    });
CODE

my $path    = $name =~ s/([^a-z])/sprintf '%%%02X', ord $1/gier;
my $session = $web->json("/session/$path")->{session};
is $session->{name}, "caf\x{e9} / 100% <b>", 'by its alias';
is $web->json("/session/$session->{id}")->{session}{name}, $session->{name}, 'by its ID';
my ($timer) = grep { $_->{kind} eq 'timer' } @{ $session->{why} };
like $timer->{text}, qr/^the alarm "t\x{ef}ck" is due in/, 'it says why it is alive';
like $timer->{place}, qr/\Ashop\.pl:\d+\z/, '... and where that was set';

my $event = $web->json('/event/t%C3%AFck')->{event};
is $event->{count}, 1, 'an event by its name';
is ref $event->{run}, 'ARRAY', '... with its histogram';

for my $gone ('/session/999999', '/session/nobody', '/event/nothing', '/session/%FF%00') {
    my $answer = $web->get($gone);
    is $answer->{code}, 404, "$gone is not there";
    like $answer->{body}, qr/\w/, '... in words';
}
done_testing;
