use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

# A program like the one that the distribution for POE 1.370 was watched with there, and answers of the same kinds:
# session 1 (aliases one and uno, a delay, a signal, a file, a child), and session 2 (alias kid, two tags), asked
# in an event of 1.

pipe my $in, my $out or die "pipe: $!";
my $now = time;

sub start {
    my ($kernel, $session) = @_[ KERNEL, SESSION ];
    $kernel->alias_set($_) for qw(one uno);
    session(
        _start => sub {
            $_[KERNEL]->alias_set('kid');
            $_[KERNEL]->refcount_increment($_[SESSION]->ID, $_) for qw(t1 t1 t2);
        },
        _stop => sub { },
    );
    $kernel->delay(later => 5);
    $kernel->sig(USR1 => 'usr1');
    $kernel->select_read($in, 'inp');
}

sub end {
    $poe_kernel->alias_remove($_) for qw(one uno kid);
    $poe_kernel->refcount_decrement(2, $_) for qw(t1 t1 t2);
    $poe_kernel->delay('later');
    $poe_kernel->sig('USR1');
    $poe_kernel->select_read($in);
}

look(
    sub {
        my ($api, $one) = @_;
        my $two = $api->resolve_session_to_ref(2);
        $poe_kernel->post($two, 'hello');
        is_deeply $api->event_list,
            { 1 => [qw(_child _start inp later look usr1)], 2 => [qw(_start _stop)] }, 'event_list';
        is_deeply [ $api->get_session_children ], [$two], 'get_session_children';
        is $api->get_session_parent($two), $one, 'get_session_parent';
        is $api->session_count, 3, 'session_count';
        is scalar $api->session_list, 3, 'session_list, with the kernel';
        is $api->session_id_loggable, 'session 1 (one, uno)', 'session_id_loggable';
        is $api->session_alias_count, 2, 'session_alias_count';
        is_deeply [ $api->session_alias_list ], [qw(one uno)], 'session_alias_list';
        is_deeply [ map { $api->get_session_refcount($_) } 1, 2 ], [ 6, 4 ], 'get_session_refcount';
        is_deeply [ map { $api->event_count_to($_) } 1, 2 ], [ 2, 1 ], 'event_count_to';
        is $api->event_count_from, 1, 'event_count_from';
        is $api->extref_count, 1, 'extref_count';
        is $api->get_session_extref_count(2), 2, 'get_session_extref_count';
        is $api->handle_count - $api->session_handle_count($poe_kernel), 1, 'handle_count';
        is $api->session_handle_count, 1, 'session_handle_count';
        is_deeply [ $api->signals_watched_by_session ], [ USR1 => 'usr1' ],
            'signals_watched_by_session';
        is_deeply [ $api->signal_watchers('USR1') ], [ "$one" => 'usr1' ], 'signal_watchers';
        my ($alarm) = grep { $_->{type} eq 'Alarm' } $api->event_queue_dump;
        is_deeply [ @$alarm{qw(event source destination)} ], [ 'later', $one, $one ],
            'event_queue_dump';
        cmp_ok abs($alarm->{priority} - $now - 5), '<', scaled(2), 'with the time when it is due';
        end();
    },
    _start => \&start,
    _child => sub { },
    map {
        $_ => sub { }
    } qw(inp later usr1)
);

done_testing;
