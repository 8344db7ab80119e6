use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

WebProbe->plan_or_skip;
my $web = WebProbe->start(sessions => <<'CODE');
    for my $n (1 .. 300) {
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->alias_set("worker $n"); $_[KERNEL]->delay(tick => 1000 + $n) },
            tick   => sub { },
        });
    }
CODE

my $all = $web->json('/snapshot');
is $all->{head}{sessions}, 301, 'the whole';
is scalar @{ $all->{sessions} }, 301, 'all sessions, of which the probe is none';
is scalar @{ $all->{timers} }, 301, 'all timers';
is ref $all->{$_}, 'ARRAY', "a list of $_" for qw(events files warnings);
cmp_ok $all->{wall}, '>', 1e9, 'the time of day';

my $part = $web->json('/snapshot?parts=sessions&match=worker%2029&top=5&sort=id');
is_deeply [ map { $_->{name} } @{ $part->{sessions} } ],
    [ 'worker 29', map {"worker $_"} 290 .. 293 ],
    'the first of those that match';
ok !exists $part->{timers}, 'and no other part';
is_deeply [ sort keys %{ $web->json('/snapshot?parts=nonsense,,secrets') } ],
    [qw(head id lag now v wall)],
    'what there is not is left out';
is $web->get('/snapshot?parts=sessions&sort=nonsense')->{code}, 200, 'an unknown order is none';
is scalar @{ $web->json('/snapshot?background=1&parts=sessions')->{sessions} }, 303,
    'with those of the probe';

done_testing;
