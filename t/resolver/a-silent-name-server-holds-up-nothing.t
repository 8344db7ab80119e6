use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;
use Time::HiRes qw(time);

BEGIN { plan(skip_all => 'upstream POE has no resolver') if is_upstream() }

use POE;
use POE::XS::Resolver;

# The server hears of the first names and says nothing, ever.
NameServer::start((map { ("silent$_.test" => undef) } 1 .. 20), 'here.test' => ['127.0.0.7']);

my ($ticks, $latest, $silent, $heard, $begin) = (0, 0, 0, undef, time);
play(
    _start => sub {
        POE::XS::Resolver->resolve(host => "silent$_.test", event => 'silent') for 1 .. 20;
        POE::XS::Resolver->resolve(host => 'here.test', event     => 'heard');
        $_[KERNEL]->delay(tick => 0.001, time + 0.001);
    },
    tick => sub {
        my $late = time - $_[ARG0];
        $latest = $late if $late > $latest;
        $ticks++;
        $_[KERNEL]->delay(tick => 0.001, time + 0.001) if $silent < 20;
    },
    heard  => sub { $heard = { silent => $silent, error => $_[ARG0] } },
    silent => sub { $silent++; ok(defined $_[ARG0], 'no answer is an error') },
);

is($heard->{error}, undef, 'a name that is answered has an address');
is($heard->{silent}, 0, 'before any of those that are not');
cmp_ok($ticks, '>', 200, 'the alarms of a millisecond come');
cmp_ok($latest, '<', 1, 'and none is held up as long as a look-up takes')
    or diag "$latest s";
done_testing;
