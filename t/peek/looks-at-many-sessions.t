use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;
use Time::HiRes qw(time);

plan skip_all => 'of this distribution' if is_upstream();

# Time in proportion to what there is: from 2,000 sessions to 20,000 nothing takes much more than ten times as long.

my @of_all = qw(session_list event_list event_queue_dump session_tree extref_count handle_count);
my @of_one = qw(
    session_alias_list session_alarm_list event_count_to get_session_children get_session_extrefs session_event_list
    session_handle_list session_id_loggable session_pid_count signals_watched_by_session);

# The least of three, as others use this machine, too.
sub seconds_for {
    my ($code) = @_;
    my @took = map { my $began = time; $code->(); time - $began } 1 .. 3;
    return (sort { $a <=> $b } @took)[0];
}

sub times_with {
    my ($count) = @_;
    my %seconds;
    look(
        sub {
            my ($api, $session) = @_;
            my @sessions = map {
                session(
                    _start => sub { $_[KERNEL]->delay(far => 1000); $_[KERNEL]->sig(USR1 => 'far') }
                )
            } 1 .. $count;
            is scalar $api->session_list, $count + 2, "$count sessions";
            is scalar $api->event_queue_dump, scalar $api->event_queue->get_item_count,
                'all that is queued';
            is scalar $api->session_tree, $count + 2, 'the tree';
            for my $method (@of_all) {
                $seconds{$method} = seconds_for(sub { my @got = $api->$method });
            }
            for my $method (@of_one) {
                $seconds{$method} = seconds_for(sub { my @got = $api->$method($_) for @sessions });
            }
            $_[0] = undef;
            $poe_kernel->stop;
        },
        _child => sub { });
    return %seconds;
}

my %few  = times_with(2000);
my %many = times_with(20_000);
for my $method (sort keys %many) {
    my $most = 30 * $few{$method} + 0.1;
    cmp_ok $many{$method}, '<', scaled($most), sprintf '%s: %.1f ms and %.1f ms', $method,
        1000 * $few{$method}, 1000 * $many{$method};
}

done_testing;
