use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What --jsonl writes can be asked like the program itself; dumps, too, in each of their forms.

use File::Temp;

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;
require POE::XS::Top::Recording;

sub file_with {
    my $file = File::Temp->new;
    print $file @_;
    close $file;
    return $file;
}

my $probe = ProbeServer->start;
my $said  = $probe->top(qw(--jsonl -n 3 -i 50ms));
my @lines = split /^/, $said->{stdout};
is(scalar @lines, 3, 'three states');
is(
    scalar(grep { (POE::XS::Top::JSON::object($_) || {})->{schema} eq 'poe-top/1' } @lines), 3,
    'each with its schema'
);

my $night = file_with(@lines, "half a li");
my $back  = POE::XS::Top::Recording->from_file("$night");
is($back->count, 3, 'all of them can be gone to');
my @now = map { $back->go($_); $back->ask('sessions')->{now} } 2, 0, 1;
ok($now[1] < $now[2] && $now[2] < $now[0], 'forward and back');
is($back->go(1), 0, 'not where one is');
is($back->go(99) && $back->at, 2, 'nor beyond the end');

for my $command ([qw(sessions)], [qw(timers)], [qw(tree)], [qw(events --top 1)]) {
    my $live = $probe->top(@$command)->{stdout};
    my ($first, $then) = map {
        join ' ',
            map { (split)[0] }
            split /\n/
    } $live, $probe->top("$night", @$command)->{stdout};
    is($then, $first, "@$command of a file");
}
like(
    $probe->top("$night", qw(why web))->{stdout}, qr/The alarm 'tick' is set \(at shop\.pl:31/,
    'why, from its tables'
);
is($probe->top("$night", qw(why nobody))->{status}, 1, 'who is not in it');
is($probe->top("$night", 'warnings')->{status}, 1, 'its warnings');

my $whole
    = file_with(
    qq({\n "head": {"program":"dead.pl"},\n "sessions": [\n{"id":5,"name":"last"}],\n"why":[{"session":5,"reasons":[{"text":"told"}]}],\n"trace":[[1,0,5,6,7,5,5,"e","post","x:1"]]\n})
    );
like(
    $probe->top("$whole", qw(why last))->{stdout}, qr/1\. Told\./,
    'one object in many lines, with reasons'
);
like($probe->top("$whole", 'trace')->{stdout}, qr/ e +last +post x:1/, '... and its trace');
my $parts = file_with(
    map { POE::XS::Top::JSON::line($_) }
        { op => 'snapshot', part => 'head', head => { program => 'x' } },
    { op => 'snapshot', part => 'sessions', rows => [ { id => 5, name => 'one' } ] },
    { op => 'snapshot', part => 'sessions', rows => [ { id => 6, name => 'two' } ], last => \1 },
    { op => 'trace', rows    => [ [ 1, 0, 5, 6, 7, 5, 5, 'e', 'post', 'x:1' ] ], last => \1 });
like($probe->top("$parts", 'sessions', '--once')->{stdout}, qr/one.*two/s, 'parts as they came');
like(     $probe->top("$parts", 'folded', '--min', '1ns')->{stderr}
        . $probe->top("$parts", 'trace')->{stdout}, qr/ one /, 'with a trace');

$said = $probe->top("$0", 'sessions');
is(
    "$said->{status} $said->{stderr}",
    "2 poe-top: $0: this is neither a recording nor a dump of poe-top\n", 'another file'
);

done_testing;
