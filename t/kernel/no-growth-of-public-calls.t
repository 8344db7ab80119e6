use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

pipe my $in, my $out or die $!;

# Each piece of code is repeated in a handler and must end as it began.
my @calls = (
    'call to the own session'        => sub { $_[KERNEL]->call($_[SESSION], 'echo', 1, [2], {}) },
    'call to another session'        => sub { $_[KERNEL]->call('other', 'echo', 1, [2], {}) },
    'call in list context'           => sub { my @got = $_[KERNEL]->call('other', 'echo', 1, [2]) },
    'call without handler'           => sub { $_[KERNEL]->call('other', 'missing', 1) },
    'call that returns a POE object' => sub { my $got = $_[KERNEL]->call('other', 'poeish') },
    'alarm_set, alarm_remove'        =>
        sub { my $got = $_[KERNEL]->alarm_remove($_[KERNEL]->alarm_set(never => 5e9, [1], 'x')) },
    'delay_set, delay_adjust' => sub {
        my $id = $_[KERNEL]->delay_set(never => 1e5);
        $_[KERNEL]->delay_adjust($id, 1e6);
        $_[KERNEL]->alarm_remove($id);
    },
    'alarm_adjust' => sub {
        my $id = $_[KERNEL]->alarm_set(never => 5e9);
        $_[KERNEL]->alarm_adjust($id, 1);
        $_[KERNEL]->alarm_remove($id);
    },
    'delay by name' => sub { $_[KERNEL]->delay(never => 1000, 'x'); $_[KERNEL]->delay('never') },
    'alarm_add, clear by name' =>
        sub { $_[KERNEL]->alarm_add(never => 5e9, 'x') for 1 .. 3; $_[KERNEL]->alarm('never') },
    'alarm_remove_all' => sub {
        $_[KERNEL]->delay_add(never => 1000, [1]) for 1 .. 3;
        my @all = $_[KERNEL]->alarm_remove_all;
    },
    'fresh event names' =>
        sub { our $n; $_[KERNEL]->delay('name' . ++$n, 1000); $_[KERNEL]->delay("name$n") },
    'alias_set, alias_remove' =>
        sub { our $n; $_[KERNEL]->alias_set('alias' . ++$n); $_[KERNEL]->alias_remove("alias$n") },
    'alias_resolve, alias_list' =>
        sub { $_[KERNEL]->alias_resolve('other'); my @list = $_[KERNEL]->alias_list('other') },
    'IDs' => sub {
        $_[KERNEL]->ID_id_to_session($_[SESSION]->ID);
        $_[KERNEL]->ID_session_to_id($_[SESSION]);
    },
    'extra references' => sub {
        our $n;
        my $id = $_[SESSION]->ID;
        $_[KERNEL]->refcount_increment($id, 'tag' . ++$n);
        $_[KERNEL]->refcount_decrement($id, "tag$n");
    },
    'select_read' =>
        sub { $_[KERNEL]->select_read($in, event => [1], 'x'); $_[KERNEL]->select_read($in) },
    'select'       => sub { $_[KERNEL]->select($in, 'r', 'w', 'e'); $_[KERNEL]->select($in) },
    'select twice' =>
        sub { $_[KERNEL]->select_read($in, 'x', [$_]) for 1, 2; $_[KERNEL]->select_read($in) },
    'pause and resume' => sub {
        $_[KERNEL]->select_read($in, 'x');
        $_[KERNEL]->select_pause_read($in);
        $_[KERNEL]->select_resume_read($in);
        $_[KERNEL]->select_read($in);
    },
    'sig' => sub { $_[KERNEL]->sig(INVENTED => 'x', [1]); $_[KERNEL]->sig('INVENTED') },
    'sig of the system' => sub { $_[KERNEL]->sig(USR1 => 'x', [1]); $_[KERNEL]->sig('USR1') },
    'state'             => sub {
        our $n;
        my $k = $_[KERNEL];
        $k->state('state' . ++$n, sub {$n});
        $k->state("state$n");
    },
    'option'   => sub { $_[SESSION]->option(mine => [1]); $_[SESSION]->option(mine => undef) },
    'postback' => sub { my $postback = $_[SESSION]->postback('x', [1], 2); },
    'callback that is called' =>
        sub { my $callback = $_[SESSION]->callback('echo', [1]); $callback->({}) },
    'weaken'              => sub { my $postback = $_[SESSION]->postback('x')->weaken },
    'get_next_event_time' => sub {
        $_[KERNEL]->get_next_event_time;
        $_[KERNEL]->get_event_count;
        $_[KERNEL]->get_active_event;
    },
);

session(
    _start => sub { $_[KERNEL]->alias_set('other') },
    echo   => sub { return @_[ ARG0 .. $#_ ] },
    poeish => sub { return bless [], 'POE::Thing' },
    end    => sub { $_[KERNEL]->alias_remove('other') },
);

play(
    _start => sub {
        my @args = @_;

        # Upstream lists a session anew each time its references run out, until the handler returns.
        $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'hold') if is_upstream();
        while (my ($name, $code) = splice @calls, 0, 2) {
            no_growth($name, sub { $code->(@args); return }, 300);
        }
        $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'hold') if is_upstream();
        $_[KERNEL]->post(other => 'end');
    },
    echo => sub { return @_[ ARG0 .. $#_ ] },
    x    => sub { },
);

done_testing;
