use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Pieces;
use Test::More;
use POE::Filter::Block;
use POE::Filter::Grep;
use POE::Filter::Line;
use POE::Filter::Map;
use POE::Filter::RecordBlock;
use POE::Filter::Stackable;

sub numbers {
    my ($random) = @_;
    return [ map { $random->(100) } 0 .. $random->(20) ];
}

sub text {
    my ($random) = @_;
    return join '', map { ('a', 'bc', "\n", ' ', '7')[ $random->(5) ] } 0 .. $random->(60);
}

sub seen {
    return map { ref ? '[' . join(' ', seen(@$_)) . ']' : $_ } @_;
}

my $odd    = POE::Filter::Grep->new(Code => sub { $_ % 2 });
my $twice  = POE::Filter::Map->new(Code => sub { ($_, -$_) });
my $three  = POE::Filter::RecordBlock->new(BlockSize => 3);
my %simple = ('Grep' => $odd, 'Map' => $twice, 'RecordBlock' => $three);

for my $name (sort keys %simple) {
    same_in_pieces(
        $name,
        count  => 3000,
        filter => sub { $simple{$name}->clone },
        stream => \&numbers,
        seen   => \&seen,
    );
}

my @filters = (
    POE::Filter::Line->new(Literal => "\n"),
    POE::Filter::Grep->new(Code    => sub {/[a7]/}),
    POE::Filter::Map->new(Code => sub { /b/ ? () : split / /, "$_ " }),
    $three,
);
my $stack = POE::Filter::Stackable->new(Filters => \@filters);
same_in_pieces(
    'a stack of four',
    count  => 2000,
    filter => sub { $stack->clone },
    stream => \&text,
    seen   => \&seen,
);

my $inner = POE::Filter::Stackable->new(
    Filters => [ POE::Filter::Block->new(BlockSize => 3), $filters[0] ]);
my $outer = POE::Filter::Stackable->new(
    Filters => [ $inner, POE::Filter::Map->new(Code => sub {"<$_>"}) ]);
same_in_pieces(
    'a stack in a stack',
    count  => 2000,
    filter => sub { $outer->clone },
    stream => \&text,
);

done_testing;
