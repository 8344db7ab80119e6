use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# What is no request ends the connection that it came by, and nothing else.

my $p = probed(<<'PERL');
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(x => 600) } });
POE::Kernel->run;
PERL
my $good = $p->{client};

my %bad = (
    'no JSON'            => "head\n",
    'half of it'         => qq({"op":"he\n),
    'a list'             => qq([1]\n),
    'a word'             => qq("head"\n),
    'nothing'            => "\n",
    'null'               => "null\n",
    'no op'              => "{}\n",
    'an op of objects'   => qq({"op":{}}\n),
    'an id of objects'   => qq({"op":"head","id":[]}\n),
    'a long id'          => qq({"op":"head","id":"${\ ('x' x 65)}"}\n),
    'bytes'              => join('', map {chr} 0 .. 255) . "\n",
    'no UTF-8'           => qq({"op":"why","session":"\xFF\xFE"}\n),
    'half a pair'        => qq({"op":"why","session":"\xED\xA0\x80"}\n),
    'a long line'        => '{"op":"head","x":"' . 'x' x 70_000 . qq("}\n),
    'a line without end' => 'x' x 200_000,
    'deep nesting'       => '[' x 60_000 . "\n",
    'deep objects'       => '{"op":' x 10_000 . "\n",
);

for my $name (sort keys %bad) {
    my $client = $p->connect;
    $p->say_line($bad{$name}, $client);
    my $line = $p->hear_line($client);
    ok !defined $line, "$name ends it" or diag $line;
}

my $slow = $p->connect;
for my $byte (split //, qq({"op":"head","id":"byte by byte"}\n)) { $p->say_line($byte, $slow) }
is $p->hear($slow)->{id}, 'byte by byte', 'a request byte by byte';
$p->say_line(qq({"op":"head","id":1}\n{"op":"head","id":2}\n{"op":"hea), $slow);
is $p->hear($slow)->{id}, $_, "many in one: $_" for 1, 2;
$p->say_line(qq(d","id":3}\r\n), $slow);
is $p->hear($slow)->{id}, 3, 'one in two parts, with a CR';

$p->{client} = $good;
is $p->head->{viewers}, 2, 'those who behave stay';
is $p->stderr, '', 'in silence';

done_testing;
