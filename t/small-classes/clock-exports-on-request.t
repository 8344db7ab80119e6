use strict;
use warnings;
use Test::More;

{ package Silent; use POE::Resource::Clock; }
{ package Asking; use POE::Resource::Clock qw(monotime sleep walltime wall2mono mono2wall time); }

my @names = qw(monotime sleep walltime wall2mono mono2wall time);
ok(!Silent->can($_), "$_ is not exported unasked") for @names;
ok(Asking->can($_), "$_ is exported on request")   for @names;
ok(!eval q{package Wrong; use POE::Resource::Clock qw(no_such); 1}, 'nothing else is');

package Asking;
use Test::More;
like(join(' ', map {time} 1 .. 20), qr/\.\d/, 'time stands in for the builtin, with a fraction');
my ($first, $second) = (monotime(), monotime());
cmp_ok($second, '>=', $first, 'monotime does not go back');
cmp_ok(sleep(0.01), '>=', 0.009, 'sleep returns the time slept');
my $now = walltime();
cmp_ok(abs(mono2wall(wall2mono($now)) - $now), '<', 0.001, 'there and back');
is_deeply([
        POE::Resource::Clock::CLK_TIMEOUT(), POE::Resource::Clock::CLK_SKEW(),
        POE::Resource::Clock::CLK_EN_READ()
    ],
    [ 0, 1, 'rt-lock-read' ],
    'constants'
);

if (POE::Resource::Clock->VERSION >= 2) {    # older ones may use another clock
    is(wall2mono(100.5), 100.5, 'wall2mono changes nothing');
    is(\&POE::Resource::Clock::time, \&Time::HiRes::time, 'time is that of Time::HiRes');
}

main::done_testing();
