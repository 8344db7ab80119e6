use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE::Filter::Line;

plan skip_all => 'upstream searches all of a partial line again with each chunk' if is_upstream();

# A peer that never ends its line must not cost more with every chunk. Time is the process's own.

my $piece = 'x' x 65_536;
my $mebi  = 16;             # pieces

sub seconds { my ($user, $system) = times; return $user + $system }

sub time_for {
    my ($mebibytes, @parameters) = @_;
    my $filter = POE::Filter::Line->new(@parameters);
    my $begun  = seconds();
    for (1 .. $mebibytes * $mebi) {
        $filter->get_one_start([$piece]);
        die 'a line' if @{ $filter->get_one };
    }
    return seconds() - $begun;
}

my @endings = (
    'any newline'           => [],
    'an ending of one'      => [ Literal      => "\n" ],
    'an ending of two'      => [ Literal      => "\r\n" ],
    'an ending of three'    => [ Literal      => 'xxy' ],
    'an ending to find out' => [ InputLiteral => undef ],
);

while (my ($name, $parameters) = splice @endings, 0, 2) {
    time_for(2, @$parameters);
    my ($short, $long) = map { time_for($_, @$parameters) } 8, 32;
    cmp_ok $long, '<', 8 * ($short > 0.05 ? $short : 0.05), "32 MiB against 8, $name";
}

sub time_for_many {
    my ($count, $line, $ending) = @_;
    my $filter = POE::Filter::Line->new(Literal => $ending);
    my $begun  = seconds();
    is scalar @{ $filter->get([ "$line$ending" x $count ]) }, $count, "$count lines";
    return seconds() - $begun;
}

for my $ending ("\x{263a}", "\xe9") {
    my ($few, $many) = map { time_for_many($_, "some \x{100} line", $ending) } 2_000, 16_000;
    cmp_ok $many, '<', 24 * ($few > 0.05 ? $few : 0.05), 'lines of characters, ended by one';
}

subtest 'the line is found when it ends' => sub {
    for my $parameters ([ Literal => "\r\n" ], [ Literal => 'xxy' ], [ Literal => 'y' ]) {
        my $filter = POE::Filter::Line->new(@$parameters);
        my ($begins, $ends) = $parameters->[1] =~ /\A(.*)(.)\z/s;
        $filter->get([$piece]) for 1 .. 20;
        $filter->get([$begins]);
        is_deeply [ map {length} @{ $filter->get(["${ends}z$begins$ends"]) } ], [ 20 * 65_536, 1 ];
    }
    for my $parameters ([], [ InputLiteral => undef ]) {
        my $filter = POE::Filter::Line->new(@$parameters);
        $filter->get([$piece]) for 1 .. 20;
        is_deeply [ map {length} @{ $filter->get(["\n\rz\n\r"]) } ], [ 20 * 65_536, 1 ];
    }
};

done_testing;
