use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EPERM ESRCH);

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

my $id = $poe_kernel->ID;

{

    package POE::Kernel;
    sub main::enqueue { return $poe_kernel->_data_ev_enqueue(@_) }
}

sub at {
    my ($time, $name, @args) = @_;
    return enqueue(
        $poe_kernel, $poe_kernel, $name, POE::Kernel::ET_ALARM(), \@args, __FILE__,
        __LINE__, undef, $time
    );
}
sub refcount { return $poe_kernel->_data_ses_refcount($id) }

sub counts {
    my ($sid) = @_;
    return join ' ', $poe_kernel->_data_ev_get_count_to($sid),
        $poe_kernel->_data_ev_get_count_from($sid);
}

my $at_rest = refcount();
is counts($id), '0 0', 'no events at load';
is counts('nobody'), '0 0', 'nor for an unknown session';
is $poe_kernel->_data_ev_finalize, 1, 'clean';

is at(0, 'first'), 1, 'the first event has the ID 1: nothing is queued at load';
is counts($id), '1 0', 'an event from a session to itself counts once';
is refcount(), $at_rest + 1, 'as one reference';
is at(10, 'second', 'a', 'b'), 2;
is at(5, 'third'), 3;
is counts($id), '3 0';
is refcount(), $at_rest + 1, 'however many';

subtest 'removing one by ID' => sub {
    my ($time, $event) = $poe_kernel->_data_ev_clear_alarm_by_id($id, 2);
    is $time, 10, 'its time';
    is ref $event, 'ARRAY';
    is $event->[ POE::Kernel::EV_NAME() ], 'second', 'its record';
    is_deeply $event->[ POE::Kernel::EV_ARGS() ], [ 'a', 'b' ];
    is $event->[ POE::Kernel::EV_SESSION() ], $poe_kernel;
    is $event->[ POE::Kernel::EV_SOURCE() ], $poe_kernel;
    is $event->[ POE::Kernel::EV_TYPE() ], POE::Kernel::ET_ALARM();
    is $event->[ POE::Kernel::EV_SEQ() ], 2;
    is counts($id), '2 0';
    $! = 0;
    is_deeply [ $poe_kernel->_data_ev_clear_alarm_by_id($id, 2) ], [], 'again';
    is $! + 0, ESRCH;
    is_deeply [ $poe_kernel->_data_ev_clear_alarm_by_id('nobody', 1) ], [], 'of another session';
    is $! + 0, EPERM;
};

subtest 'removing by name and by session' => sub {
    at($_, 'named') for 1 .. 5;
    is counts($id), '7 0';
    $poe_kernel->_data_ev_clear_alarm_by_name($id, 'named');
    is counts($id), '2 0';
    my @all = $poe_kernel->_data_ev_clear_alarm_by_session($id);
    is_deeply \@all, [ [ 'first', 0 ], [ 'third', 5 ] ], 'name and time of each';
    is counts($id), '0 0';
    is refcount(), $at_rest;
};

subtest 'between two sessions' => sub {
    my $session = session(_stop => sub { });
    $poe_kernel->_data_ev_clear_session($session->ID);
    my ($to, $from) = map { $poe_kernel->_data_ses_refcount($_) } $session->ID, $id;
    enqueue($session, $poe_kernel, 'x', POE::Kernel::ET_POST(), [], __FILE__, __LINE__, undef);
    is counts($session->ID), '1 0', 'the destination';
    is counts($id), '0 1', 'and the source count';
    is $poe_kernel->_data_ses_refcount($session->ID), $to + 1;
    is $poe_kernel->_data_ses_refcount($id), $from + 1;
    $poe_kernel->_data_ev_clear_session($session->ID);
    is counts($session->ID) . ' ' . counts($id), '0 0 0 0', 'clearing one end clears both';
    is $poe_kernel->_data_ev_get_count_to($session), 0, 'a reference is no ID';
};

subtest 'dispatching what is due' => sub {
    my @got;
    my $session = session(
        _stop => sub { },
        x     => sub { push @got, "$_[ARG0] $_[CALLER_FILE] $_[CALLER_LINE] $_[CALLER_STATE]" });
    enqueue($session, $poe_kernel, 'x', POE::Kernel::ET_POST(), ['arg'], 'FILE', 77, 'STATE');
    at(5e9, 'far');
    $poe_kernel->_data_ev_dispatch_due;
    is_deeply \@got, ['arg FILE 77 STATE'], 'goes to its handler';
    is counts($id), '1 0', 'what is not due stays';
    $poe_kernel->_data_ev_clear_session($id);
};

subtest 'destinations that do not exist' => sub {
    my $dead = bless [], 'POE::Session';
    $dead->_set_id(999);
    local $SIG{__WARN__} = sub { };
    ok !eval { enqueue($dead, $poe_kernel, 'lost', POE::Kernel::ET_POST(), [], 'f', 1, undef); 1 };
    like $@, qr/<ev> can't enqueue event ``lost'' for nonexistent/;
    ok !eval { enqueue('text', $poe_kernel, 'lost', POE::Kernel::ET_POST(), [], 'f', 1, undef); 1 };
    like $@, qr/^Can't locate object method "ID" via package "text"/;
};

subtest 'the queue itself' => sub {
    my $queue = $poe_kernel->[ POE::Kernel::KR_QUEUE() ];
    can_ok $queue,
        qw(enqueue dequeue_next get_next_priority get_item_count remove_item remove_items peek_items adjust_priority set_priority);
    at(300, 'c');
    my $b = at(200, 'b', 'arg');
    at(100, 'a');
    my @items = $queue->peek_items(sub {1});
    is_deeply [ map { $_->[ POE::Kernel::ITEM_PRIORITY() ] } @items ], [ 100, 200, 300 ],
        'items in order';
    is_deeply [ map { $_->[ POE::Kernel::ITEM_PAYLOAD() ][ POE::Kernel::EV_NAME() ] } @items ],
        [qw(a b c)];
    is $items[1][ POE::Kernel::ITEM_ID() ], $b;
    my @some = $queue->peek_items(sub { $_[0][ POE::Kernel::EV_NAME() ] eq 'b' });
    is @some, 1, 'the filter gets the record';
    is $queue->get_item_count, 3;
    is $queue->get_next_priority, 100;
    $poe_kernel->_data_ev_clear_session($id);
    is $queue->get_item_count, 0;
};

is refcount(), $at_rest, 'all references are given back';
$poe_kernel->run;
done_testing;
