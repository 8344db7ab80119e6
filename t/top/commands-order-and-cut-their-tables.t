use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $probe = ProbeServer->start;

# The first numbers of the lines below the head.
sub ids {
    my @lines = split /\n/, $probe->top('sessions', @_)->{stdout};
    return join ' ', map {/(\d+)/} @lines[ 1 .. $#lines ];
}

is(ids('--sort', 'id'), '2 3 4 5', 'the least number first');
is(ids('--sort', 'id', '-r'), '5 4 3 2', 'the other way round');
is(ids('--sort', 'most_ns'), '4 2 3 5', 'the most first; equals as they came');
is(ids('--sort', 'name'), '5 3 2 4', 'by alphabet');
is(ids('--top', 2), '2 3', 'the busiest two');
is(ids('--match', 'worker'), '3 4', 'those that match');
is(ids('--match', '!worker', '--sort', 'id'), '2 5', 'those that do not');
is(ids('--all', '--sort', 'id'), '1 2 3 4 5 6', 'with those in the background');

my $rows = POE::XS::Top::JSON::object($probe->top(qw(sessions --json --sort id --top 1))->{stdout})
    ->{rows};
is_deeply($rows, [ { %{ $rows->[0] }, id => 2 } ], 'the same for programs');
is_deeply(
    [ grep { exists $rows->[0]{$_} } qw(shown rate busy grown label) ], [],
    '... as the program said it'
);
is($probe->top('warnings')->{status}, 1, 'warnings are a failure');
my $well = ProbeServer->start(warnings => []);
is_deeply([ @{ $well->top('warnings') }{qw(status stdout)} ], [ 0, '' ], 'none are none');
is(
    $probe->top('metrics')->{stdout}, "# TYPE poe_sessions gauge\npoe_sessions 6\n",
    'metrics as they are'
);
like(
    $probe->top(qw(sessions -i 200ms))->{stdout},
    qr/^ 2 web .* waiting +0 +9 +(?:[89]\d|1[01]\d) /m, 'rates within an interval'
);
is(scalar(() = $probe->top(qw(head -n 3 -i 20ms))->{stdout} =~ /^shop/mg), 3, 'three times');

done_testing;
