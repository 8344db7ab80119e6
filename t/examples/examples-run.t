use strict;
use warnings;

use Test::More;

# Every program of examples/ runs as it stands and says what its comments promise. Those that go on until
# they are stopped, or need others, have tests of their own beside this one.

my %says = (
    'alarms.pl' => <<'TEXT',
taken back: bell (never rings)
bell: set second, moved to the front
bell: stays where it is
knock
knock
knock
quiet for a while
TEXT
    'children.pl' => <<'TEXT',
child 3 ended with status 3
child 2 ended with status 2
child 1 ended with status 1
all of them are back
TEXT
    'conversation.pl' => <<'TEXT',
Guest: one coffee, please.
Guest: coffee for 2.40, thank you.
Guest: one lemonade, please.
Guest: no lemonade? A pity.
Guest: one tea, please.
Guest: tea for 2.10, thank you.
The host closes.
The guest leaves.
TEXT
    'hello.pl' => <<'TEXT',
Hello, world!
Nothing left to do.
TEXT
    'postbacks.pl' => <<'TEXT',
asked
2 squared is 4
3 squared is 9
4 squared is 16
no postback left
TEXT
    'signals.pl' => <<'TEXT',
USR1: several jobs done
INT: finishing
stopped
TEXT
    'traffic-light.pl' => <<'TEXT',
red, stop
green, drive
  somebody wants to walk: green ends early
amber, slow down
red, stop
green, drive
  somebody wants to walk: green ends early
amber, slow down
out of order
TEXT
    'watch-pipe.pl' => <<'TEXT',
line 1
line 2
line 3
the clock ticked meanwhile
TEXT
    'who-is-here.pl' => <<'TEXT',
session 1 (boss)
  waits for look, when SIGUSR1 comes
  session 2 (ann)
    waits for ready, in read mode
    waits for tick, in 60 s
  session 3 (bob)
    waits for ready, in read mode
    waits for tick, in 60 s
queued: tick of session 2 (ann), posted in _start
queued: tick of session 3 (bob), posted in _start
TEXT
);

# Processes that end at about the same time on a busy machine are heard of in either order.
my %in_any_order = ('children.pl' => 1);

sub in_order { return join '', sort split /^/, $_[0] }

sub named_in {
    my ($test) = @_;
    open my $in, '<', $test or die "$test: $!";
    return map {/'([\w-]+\.pl)'/g} <$in>;
}

my @tests    = grep { !/examples-run/ } glob 't/examples/*.t';
my %has_test = map  { $_ => 1 } map { named_in($_) } @tests;
my @all      = map  {s{\Aexamples/}{}r} glob 'examples/*.pl';
my @examples = grep { !$has_test{$_} } @all;
is_deeply([ sort @examples ], [ sort keys %says ], 'each example is known here or in another test');
is_deeply([ grep { !-e "examples/$_" } sort keys %has_test ], [], 'each of which is there');

my @include = map {"-I$_"} grep { !ref } @INC;
for my $example (@examples) {
    open my $said, '-|', 'timeout', 30, $^X, @include, "examples/$example" or die "$example: $!";
    my $text = do { local $/ = undef; <$said> };
    close $said;
    is($?, 0, "$example ends well");
    my $expected = $says{$example};
    ($text, $expected) = map { in_order($_) } $text, $expected if $in_any_order{$example};
    is($text, $expected, "$example says what it should");
}

done_testing;
