use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'the profiler is ours alone' if is_upstream() }
use POE;
use POE::XS::Graph;
use POE::XS::Profiler ();

# Whatever names consist of, they are no more than labels.

POE::XS::Profiler->start;
my $hostile = qq{"];x->y\\N\\n<b>&amp;\e[31m\n};
my %sender  = (_start => sub { $_[KERNEL]->post($hostile => "\"$hostile") });
POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->alias_set($hostile);
            POE::Session->create(inline_states => \%sender) for 1 .. 3;
        },
        "\"$hostile" => sub { },
    });
POE::Kernel->run;
POE::XS::Profiler->stop;
my $dot   = POE::XS::Profiler->graph;
my @lines = split /\n/, $dot;
is scalar(grep {/^  session\d+ \[/} @lines), 2, 'a node for each line that makes sessions';
like $dot, qr/label="3 sessions\\nPOE::Session\\n/, 'with how many there were';
like $dot, qr/^  session0 -> session1 \[style=dashed, arrowhead=empty\];$/m, 'who made them';
like $dot, qr/^  session1 -> session0 \[label=".* x 3"\];$/m, 'what they sent';
unlike $dot, qr/[^\\]"\];x/, 'a quotation mark ends no label';

my @many = map { { id => $_, class => 'C', place => 'p:' . $_ % 7, parent => $_ > 7 ? 1 : undef } }
    1 .. 5000;
my $drawn = POE::XS::Graph::dot(\@many, []);
cmp_ok scalar(() = $drawn =~ /label=/g), '<=', 14, 'of many sessions those alike are one';
my @unlike = map { { id => $_, class => "C$_" } } 1 .. 5000;
like POE::XS::Graph::dot(\@unlike, []), qr/and 4500 more/, 'and there is an end to them';

SKIP: {
    my ($program) = grep {-x} map {"$_/dot"} split /:/, $ENV{PATH};
    skip 'graphviz is not installed', 3 if !$program;
    my $file = scratch_file();
    utf8::encode($dot);
    print {$file} $dot;
    seek $file, 0, 0;
    open my $saved, '<&', \*STDIN or die $!;
    open STDIN, '<&', $file       or die $!;
    my $svg = `dot -Tsvg 2>&1`;
    open STDIN, '<&', $saved or die $!;
    is $?, 0, 'dot reads it';
    is scalar(() = $svg =~ /class="node"/g), 2, 'two nodes';
    is scalar(() = $svg =~ /class="edge"/g), 2, 'two arrows';
}

done_testing;
