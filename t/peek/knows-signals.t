use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

look(sub {
    my ($api, $session) = @_;
    my ($names, $count) = both_contexts('get_safe_signals');
    is $count, scalar @$names, 'those that can be watched';
    is_deeply [ sort grep {/\A(?:INT|USR1|SEGV)\z/} @$names ], [qw(INT USR1)], 'not all';
    is_deeply [ map { $api->get_signal_type($_) } qw(CHLD INT ZOMBIE UIDESTROY NONE) ],
        [ 0, 1, 2, 2, 0 ], 'types';
    is $api->get_signal_type, undef, 'of none';

    $poe_kernel->sig(USR1 => 'usr1');
    $poe_kernel->sig(USR2 => 'usr2', 'argument');
    my $kid = session(_start => sub { $_[KERNEL]->sig(USR1 => 'kids') });
    ok $api->is_signal_watched('USR1'), 'one that is watched';
    ok !$api->is_signal_watched('HUP'), 'one that is not';
    ok $api->is_signal_watched_by_session('USR2'), 'by the current session';
    ok !$api->is_signal_watched_by_session('USR2', $kid), 'not by the other';
    ok $api->is_signal_watched_by_session('USR1', $kid->ID), 'by ID';

    is_deeply { $api->signals_watched_by_session }, { USR1 => 'usr1', USR2 => 'usr2' }, 'which';
    is_deeply { $api->signals_watched_by_session($kid->ID) }, { USR1 => 'kids' }, 'by ID';
    is_deeply [ $api->signals_watched_by_session(9999) ], [], 'nobody watches any';
    is_deeply { $api->signal_watchers('USR1') }, { "$session" => 'usr1', "$kid" => 'kids' }, 'who';
    $poe_kernel->sig($_) for qw(USR1 USR2);
    is_deeply [ $api->signals_watched_by_session ], [], 'none are left';
    is_deeply [ $api->signal_watchers('HUP') ], [], 'nobody' if !is_upstream();
});

done_testing;
