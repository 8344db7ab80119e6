use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Test::More;

use POE::Filter::Block;
use POE::Filter::Line;
use POE::Filter::Stream;

# What a filter keeps is what it has to: not the bytes of records that are gone.

plan skip_all => 'upstream keeps more, and takes a minute' if is_upstream();
plan skip_all => 'nobody tells how much memory there is'   if !resident_bytes();

sub grown_by {
    my ($code) = @_;
    $code->() for 1 .. 3;
    my $before = resident_bytes();
    my $kept   = $code->();
    return resident_bytes() - $before;
}

my $mebi = 1024 * 1024;

subtest 'a stream of many records' => sub {
    my $lines  = "word\n" x 10_000;
    my $filter = POE::Filter::Line->new;
    cmp_ok grown_by(sub { $filter->get([$lines]) for 1 .. 200 }), '<', 4 * $mebi, 'lines';
    my $partial = POE::Filter::Line->new;
    cmp_ok grown_by(sub { $partial->get(["a\nb"]) for 1 .. 200_000 }), '<', 4 * $mebi,
        'with a partial one at each end';
    my $blocks = POE::Filter::Block->new;
    cmp_ok grown_by(sub { $blocks->get([ "4\0word" x 10_000 ]) for 1 .. 50 }), '<', 4 * $mebi,
        'blocks';
    my $stream = POE::Filter::Stream->new;
    cmp_ok grown_by(sub { $stream->get([ 'x' x 100_000 ]) for 1 .. 500 }), '<', 4 * $mebi, 'bytes';
};

subtest 'after a huge record' => sub {
    my @filters = map { POE::Filter::Line->new } 1 .. 8;
    my $grown   = grown_by(sub {
        for my $filter (@filters) { $filter->get([ 'x' x (4 * $mebi) ]); $filter->get(["\n"]) }
    });
    cmp_ok $grown, '<', 12 * $mebi, 'its room is given back';
    is_deeply [ map { $_->get_pending } @filters ], [ (undef) x 8 ];
};

subtest 'a peer that goes on though its line is too much' => sub {
    my $filter = POE::Filter::Line->new(MaxLength => 1000, MaxBuffer => 2 * $mebi);
    my %errors;
    my $grown = grown_by(sub {
        $errors{ error_of(sub { $filter->get([ 'x' x 65_536 ]) }) }++ for 1 .. 33;
        $filter->[0] = '';
    });
    cmp_ok $grown, '<', 8 * $mebi;
    is_deeply [ sort keys %errors ], [ '', 'Framing buffer exceeds the limit' ];
};

done_testing;
