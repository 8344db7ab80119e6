use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A program of another version, or a broken one, may answer anything. Nothing of it stops the viewer, or is taken for what
# it is not.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

sub answers {
    my ($code, @arguments) = @_;
    my $probe = ProbeServer->start(raw => { sessions => $code });
    return $probe->top(@arguments ? @arguments : ('sessions', '--timeout', '500ms'));
}

my %row = (
    id      => {}, name => [ 1, { a => 2 } ], class => undef, state => 'dancing', queue => 'many',
    count   => -5,
    busy_ns => 1e400, age => 'NaN', last => "\x{0}", place => { file => 1 }, new_field => [ [] ]);
my $said = answers(
    sub { $_[1]->line($_[0], rows => [ \%row, 7, undef, 'x', {} ], last => \1, more => {}) });
is("$said->{status} $said->{stderr}", '0 ', 'values of no known kind');
like($said->{stdout}, qr/dancing/, '... are shown as they are');
like($said->{stdout}, qr/ \? /, '... or as unknown');
is(scalar(split /\n/, $said->{stdout}), 3, '... and what is no row is passed over');

$said = answers(sub { $_[1]->line($_[0], last => \1) });
is("$said->{status} $said->{stderr}", '0 ', 'no rows at all');

$said = answers(sub {
    my $line = $_[1]->line($_[0], rows => [ { id => 3, name => 'late' } ], last => \1);
    (substr($line, 0, 20), substr $line, 20);
});
like($said->{stdout}, qr/late/, 'a line in two halves');

$said = answers(sub { (
    $_[1]->line({ id => 999 }, rows => [ { name => 'not ours' } ], last => \1), "\n",
    $_[1]->line($_[0], rows         => [], last                         => \1)) });
unlike($said->{stdout}, qr/not ours/, 'answers that nobody waits for');

for my $case (
    [ "this is no JSON\n", 'no JSON' ], [ "[1,2]\n", 'no object' ],
    [ "\xff\xfe{\n", 'no UTF-8' ])
{
    my ($octets, $name) = @$case;
    $said = answers(sub {$octets});
    is(
        "$said->{status} $said->{stderr}" =~ s{/\S+sock: }{}r,
        "2 poe-top: what answers is no probe of POE\n", $name
    );
}
$said = answers(sub {'END'});
is($said->{stderr}, "poe-top: the program has gone\n", 'a program that ends while it is asked');
$said = answers(sub {'{"v":1,"rows":['});
is($said->{stderr}, "poe-top: the program does not answer\n", 'half a line');
$said = answers(sub { $_[1]->line($_[0], error => "not\e[2J now", last => \1) });
is("$said->{status} $said->{stderr}", "2 poe-top: not\\x1b[2J now\n", 'an error is told');
$said = answers(sub {
    map { $_[1]->line($_[0], rows => [], last => \1) } 1 .. 3;
});
is($said->{status}, 0, 'three answers to one question');

my $parts = ProbeServer->start(
    raw => {
        metrics => sub {
            map { $_[1]->line($_[0], text => "line $_\n", $_ == 2 ? (last => \1) : ()) } 1, 2;
        },
        events => sub {
            map {
                $_[1]->line(
                    $_[0], part => $_, rows => [ { name => "e$_" } ],
                    $_ == 2 ? (last => \1) : ())
            } 1, 2;
        },
        snapshot => sub {
            $_[1]->line($_[0], part => 'sessions', rows => [ { id => 1 } ]),
                $_[1]->line($_[0], part => 'end', last => \1);
        },
    });
is($parts->top('metrics')->{stdout}, "line 1\nline 2\n", 'text comes together');
like($parts->top('events')->{stdout}, qr/^e1 .*\ne2 /m, 'parts that have numbers');
my $record = POE::XS::Top::JSON::object($parts->top('--json')->{stdout});
is_deeply(
    [ grep { exists $record->{$_} } qw(sessions end part) ], ['sessions'],
    'and parts that have names'
);

done_testing;
