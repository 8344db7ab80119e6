use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

# Everything that waits, in the order in which it is due.

my $now = time;

look(
    sub {
        my ($api, $session) = @_;
        my $kid   = $api->resolve_alias('kid');
        my $alarm = $poe_kernel->alarm_set(late => $now + 1000);
        my $first = $poe_kernel->alarm_set(late => $now + 500);
        $poe_kernel->post($kid, 'hello', 1);
        my ($dump, $count) = both_contexts('event_queue_dump');
        is $count, scalar @$dump, 'in scalar context how many';
        is_deeply [ map { $_->{index} } @$dump ], [ 0 .. $#$dump ], 'numbered';
        my ($post) = grep { $_->{event} eq 'hello' } @$dump;
        is $post->{type}, 'User', 'a posted event';
        is $post->{source}, $session, 'from here';
        is $post->{destination}, $kid, 'to another';
        my @alarms = grep { $_->{type} eq 'Alarm' } @$dump;
        is_deeply [ map { $_->{ID} } @alarms ], [ $first, $alarm ], 'alarms by their time';
        is_deeply [ map { $_->{priority} } @alarms ], [ $now + 500, $now + 1000 ], 'which is told';
        is $dump->[-1]{ID}, $alarm, 'the last';
        $poe_kernel->alarm_remove_all;
        $poe_kernel->alias_remove('kid');
    },
    _start => sub {
        session(
            _start => sub { $_[KERNEL]->alias_set('kid') }, hello => sub { },
            _child => sub { });
    },
    _child => sub { },
);

subtest 'types' => sub {
    look(sub {
        my ($api, $session) = @_;
        my %type = (
            _start           => 'ET_START', _stop    => 'ET_STOP', _signal          => 'ET_SIGNAL',
            _garbage_collect => 'ET_GC', _parent     => 'ET_PARENT', _child         => 'ET_CHILD',
            _sigchld_poll    => 'ET_SCPOLL', Alarm   => 'ET_ALARM', 'File Activity' => 'ET_SELECT',
            User => 'ET_POST', 'User (not enqueued)' => 'ET_CALL', Unknown          => 'ET_SIGCLD',
        );
        my %bits = map { $_ => POE::Kernel->can($type{$_})->() } keys %type;
        for my $name (sort keys %bits) {
            my $id = $poe_kernel->_data_ev_enqueue(
                $session, $session, "t $name", $bits{$name}, [],
                __FILE__, __LINE__, undef, undef, undef, $now + 2000
            );
        }
        my %seen
            = map { $_->{event} =~ /\At (.*)/ ? ($1 => $_->{type}) : () } $api->event_queue_dump;
        is_deeply \%seen, { map { $_ => $_ } keys %bits }, 'each has its name';
        $poe_kernel->_data_ev_clear_session($session->ID);
    });
    }
    if !is_upstream();

done_testing;
