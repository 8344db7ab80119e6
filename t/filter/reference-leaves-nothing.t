use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use POE::Filter::Reference;

my $class  = 'POE::Filter::Reference';
my $filter = $class->new(NoFatals => 1);
my $zlib   = $class->new(NoFatals => 1, Compression => 1);
my $data   = { a => [ 1 .. 5 ], b => \'text' };

{

    package Object;
    sub new    { return bless [], shift }
    sub thaw   { return [] }
    sub freeze {'x'}
}

local $SIG{__WARN__} = sub { };

no_growth('a filter', sub { $class->new(Serializer => 'Storable') });
no_growth('a filter with an object', sub { $class->new(Object->new)->put([$data]) });
no_growth('a clone', sub { $filter->clone });
no_growth(
    'a filter that is refused',
    sub {
        eval { $class->new(MaxBuffer => 0) }
    });
no_growth('a serializer that is refused', sub { $class->new('No::Such::Package') }, 50);
no_growth('a record', sub { $filter->get($filter->put([$data])) });
no_growth('a compressed record', sub { $zlib->get($zlib->put([$data])) });
no_growth(
    'a record that is put but is none',
    sub {
        eval { $filter->put(['text']) }
    });
no_growth('bad data', sub { $filter->get(["3\0bad"]) });
no_growth(
    'bad data that is fatal',
    sub {
        eval { $class->new->get(["3\0bad"]) }
    });
no_growth('bad compressed data', sub { $zlib->get(["3\0bad"]) });
no_growth('a record in pieces', sub { $filter->get([$_]) for '1', "\0", 'x' });

if (!is_upstream()) {
    my $full = $class->new(MaxBuffer => 100, NoFatals => 1);
    no_growth('a buffer over its limit', sub { $full->get([ 'x' x 60 ]) });
    my $fatal = $class->new(MaxBuffer => 100);
    no_growth(
        'one that dies',
        sub {
            eval { $fatal->get([ 'x' x 60 ]) }
        });
    my $early = $class->new(MaxBuffer => 100);
    no_growth(
        'a length that is refused',
        sub {
            eval { $early->get(["999\0"]) }
        });
}

done_testing;
