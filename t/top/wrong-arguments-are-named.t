use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $probe = ProbeServer->start;
my @cases = ([
        ['frobnicate'], qr/'frobnicate' is no command, no process and no file; there are: .*\bwhy\b/
    ],
    [ ['why'], qr/why: of which session\?/ ],
    [ ['event'], qr/event: of which event\?/ ],
    [ [qw(sessions extra)], qr/'extra': an argument too many/ ],
    [ [qw(--frob)], qr/--frob: no such option/ ],
    [ [qw(sessions --sort nope)], qr/--sort: sessions have no column 'nope', but: .*\bqueue\b/ ],
    [ [qw(trace --min soon)], qr/--min: 'soon' is no time/ ],
    [ [qw(sessions --top x)], qr/--top: 'x' is no whole number/ ],
    [ [qw(--jsonl --count 0)], qr/--count: 0 is less than 1/ ],
    [ [qw(metrics --format yml)], qr/--format: 'yml' is neither/ ],
    [ [qw(--replay)], qr/--replay: a value is missing/ ],
    [ [qw(/nowhere/1.sock head)], qr/there is no file/ ],
    [ [qw(/ head)], qr/.*neither a socket nor a recording/ ],
    [ [qw(trace -o /nowhere/x)], qr{--output: /nowhere/x: } ],
);
for my $case (@cases) {
    my ($arguments, $reason) = @$case;
    my $said = $probe->top(@$arguments);
    is($said->{status}, 2, "poe-top @$arguments");
    like($said->{stderr}, qr/\Apoe-top: $reason/, '... says why');
}
is($probe->top('--version')->{stdout}, "poe-top 2.000\n", 'which version');
like($probe->top('--help')->{stdout}, qr/--replay/, 'which options');
is($probe->top(qw(sessions -s Queue))->{status}, 0, 'a column by its head');

done_testing;
