use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Pieces;
use POETest;
use Test::More;

plan skip_all => 'POE does not have it' if is_upstream();
require POE::Filter::NATS;

my $writer = POE::Filter::NATS->new;

my @kinds = (
    sub { [ 'MSG', 'a.b', 1, undef, undef, 'x' x $_[0]->(50) ] },
    sub { [ 'MSG', 'a', 2, 'r', undef, "\r\n" x $_[0]->(5) ] },
    sub { [ 'MSG', 'a', 2, 'r', [ N => 1 ], '' ] },
    sub { [ 'PUB', "a.$_", undef, undef, { A => [ 1, 2 ] }, 'y' x $_[0]->(9) ] },
    sub { ['PING'] }, sub { [ 'INFO', '{"a":1}' ] }, sub { [ 'SUB', 'x.>', 7, 'q' ] },
    sub { [ 'UNSUB', undef, 7, 5 ] },
);

# Now and then nonsense, behind which nothing is read.
sub stream {
    my ($random) = @_;
    my @records  = map { $kinds[ $random->(scalar @kinds) ]->($random) } 0 .. $random->(12);
    my $stream   = join '', @{ $writer->put(\@records) };
    $stream .= "JUNK\r\nPING\r\n" if !$random->(4);
    return $stream;
}

same_in_pieces(
    'NATS',
    count  => 2000,
    filter => sub { POE::Filter::NATS->new },
    stream => \&stream,
    seen   => sub {
        map {
            join '|',
                map { $_ // 'undef' } @$_
        } @_;
    },
);

done_testing;
