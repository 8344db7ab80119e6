use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'of this distribution' if is_upstream();

my $now = time;

look(
    sub {
        my ($api, $session) = @_;
        my %id = map { $_ => $poe_kernel->alarm_set("at $_" => $now + $_, $_) } 300, 100, 200;
        $poe_kernel->alarm(named => $now + 400);
        $poe_kernel->yield('posted');
        my $kid = session(_start => sub { $_[KERNEL]->delay(kids => 0.001) }, kids => sub { });

        my ($list, $count) = both_contexts('session_alarm_list');
        is_deeply [ map { $_->{event} } @$list ], [ 'at 100', 'at 200', 'at 300', 'named' ],
            'alarms alone, as they are due';
        is $count, 4, 'in scalar context how many';
        is_deeply [ map { $_->{ID} } @$list[ 0 .. 2 ] ], [ @id{ 100, 200, 300 } ], 'their numbers';
        is_deeply [ map { $_->{due} } @$list ], [ map { $now + $_ } 100, 200, 300, 400 ], 'when';
        is_deeply [ map { $_->{arg_count} } @$list ], [ 1, 1, 1, 0 ], 'arguments';
        is_deeply [ map { $_->{from_state} } @$list ], [ ('look') x 4 ], 'where they were set';
        is_deeply [ map { $_->{event} } $api->session_alarm_list($kid->ID) ], ['kids'], 'by ID';

        $poe_kernel->alarm_adjust($id{100}, 500);
        is + ($api->session_alarm_list)[-1]{event}, 'at 100', 'one that was moved';
        $poe_kernel->alarm_remove_all;
        is_deeply [ $api->session_alarm_list ], [], 'none are left';
        is_deeply [ $api->session_alarm_list(9999) ], [], 'nobody has any';
    },
    posted => sub { },
    _child => sub { });

done_testing;
