use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Why a session is alive: each reason in a sentence with its place and age; and who was meant where there is no such session.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $probe = ProbeServer->start;
my $said  = $probe->top(qw(why web));
is($said->{status}, 0, 'it was said');
is($said->{stderr}, '', 'and nothing else');
like($said->{stdout}, qr/\Aweb \(session 2\) is alive for 2 reasons:\n/, 'who and how many');
like(
    $said->{stdout},
    qr/^ 1\. It is known as "web" \(at shop\.pl:12, for 10m00s\)\.\n    It ends by alias_remove/m,
    'a reason, its place, its age, its end'
);
like(
    $said->{stdout}, qr/^ 2\. The alarm "tick" is set \(at shop\.pl:31, for 10s\)\./m,
    'another one'
);

is($probe->top('why', '2')->{stdout}, $said->{stdout}, 'by its number it is the same');
like(
    $probe->top('why', 'Shop::Worker')->{stdout}, qr/\ANothing keeps Shop::Worker \(session 3\)/,
    'by class, if only one has it'
);
like(
    $probe->top('why', 'POE::Session@Leak.pm:7')->{stdout}, qr/extra reference "order"/,
    'by the name that tables show'
);

my $unknown = $probe->top(qw(why wbe));
is($unknown->{status}, 1, 'there is none');
is($unknown->{stdout}, '', 'so nothing is said');
is(
    $unknown->{stderr}, "poe-top: there is no session 'wbe'. Did you mean 'web'?\n",
    'but who was meant'
);
is(
    $probe->top(qw(why zzzzzzzz))->{stderr}, "poe-top: there is no session 'zzzzzzzz'.\n",
    'where nobody is like it, nobody is named'
);
like(
    $probe->top('why', 'POE::Session')->{stderr},
    qr/there are 4 sessions called 'POE::Session': 2 4 5 6/, 'several are told by number'
);

my $json = POE::XS::Top::JSON::object($probe->top(qw(why web --json))->{stdout});
is_deeply([ map { $_->{kind} } @{ $json->{reasons} } ], [qw(alias timer)], 'raw for programs');

done_testing;
