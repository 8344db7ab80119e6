use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'of this distribution' if is_upstream();

# Looking keeps no session alive, leaves no memory behind, and the queue as it was.

my @methods = qw(
    active_event current_session event_count_from event_count_to event_list event_queue event_queue_dump extref_count
    get_safe_signals get_session_children get_session_extref_count get_session_extrefs get_session_parent
    get_session_refcount handle_count id is_kernel_running pids_watched_by_session resolve_session_to_id
    resolve_session_to_ref session_alarm_list session_alias_count session_alias_list session_count
    session_event_list session_handle_count session_handle_list session_id_loggable session_list
    session_pid_count session_tree signals_watched_by_session which_loop);

sub look_at_all {
    my ($api) = @_;
    for my $method (@methods) { my @list = $api->$method; my $one = $api->$method }
    my @more = (
        $api->is_handle_tracked(\*STDIN, 0), $api->resolve_alias('me'),
        $api->signal_watchers('USR1'),
        $api->is_session_child(1), $api->is_signal_watched_by_session('USR1'),
        $api->get_signal_type('INT'),
    );
    return;
}

pipe my $in, my $out or die "pipe: $!";

look(
    sub {
        my ($api, $session) = @_;
        my @before = ($api->get_session_refcount, $api->event_count_to, scalar $api->session_list);
        my $order  = join ' ', map { $_->{ID} } $api->event_queue_dump;
        look_at_all($api);
        is_deeply [ $api->get_session_refcount, $api->event_count_to, scalar $api->session_list ],
            \@before, 'counts are as before';
        is join(' ', map { $_->{ID} } $api->event_queue_dump), $order, 'and so is the queue';
        no_growth('looking', sub { look_at_all($api) }, 100);
        POE::XS::verify();
        $poe_kernel->alias_remove('me');
        $poe_kernel->select_read($in);
        $poe_kernel->alarm_remove_all;
        $poe_kernel->sig('USR1');
        $poe_kernel->refcount_decrement($session->ID, 'tag');
    },
    _start => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        $kernel->alias_set('me');
        $kernel->select_read($in, 'ready', 1);
        $kernel->delay(far => 1000, 1);
        $kernel->sig(USR1 => 'signal', 1);
        $kernel->refcount_increment($session->ID, 'tag');
        session();
    },
);

my ($freed, @kept) = (0);
{

    package At::End;
    sub DESTROY { $freed++ }
}
play(_start => sub { $_[HEAP]{end} = bless [], 'At::End'; look_at_all(peek()) });
is $freed, 1, 'a session that was looked at ends';
is scalar peek()->session_list, 0, 'and is gone, as the kernel is after a run';

done_testing;
