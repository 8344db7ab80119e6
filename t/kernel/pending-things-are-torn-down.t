use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Socket;

# A session that ends has nothing coming any more, whatever was pending and however it ends; the kernel is
# as before, and what it held of the program's is free.
my @log;
my $destroyed;
{

    package Held;
    sub new     { return bless [], shift }
    sub DESTROY { $destroyed++; return }
}

sub pair {
    socketpair my $one, my $other, AF_UNIX, SOCK_STREAM, 0 or die $!;
    syswrite $other, 'x';
    return ($one, $other);
}

# Each makes something pending that holds an object.
my %pending = (
    'a yielded event'              => sub { $_[KERNEL]->yield(event => Held->new) },
    'a posted event'               => sub { $_[KERNEL]->post($_[SESSION], event => Held->new) },
    'an event for another session' => sub { $_[KERNEL]->post('witness', event   => Held->new) },
    'an alarm'          => sub { $_[KERNEL]->alarm(event => 1, Held->new) },
    'a far alarm'       => sub { $_[KERNEL]->alarm_set(event => 4_000_000_000, Held->new) },
    'a delay'           => sub { $_[KERNEL]->delay(event => 0, Held->new) },
    'an adjusted delay' =>
        sub { $_[KERNEL]->delay_adjust($_[KERNEL]->delay_set(event => 0.05, Held->new), 0) },
    'a signal' => sub {
        $_[KERNEL]->sig(THING => 'event');
        $_[KERNEL]->signal($_[SESSION], THING => Held->new);
    },
    'a signal watcher' => sub { $_[KERNEL]->sig(USR2 => 'event', Held->new) },
    'a child watcher'  => sub { $_[KERNEL]->sig_child(4_000_000, 'event', Held->new) },
    'a file'           => sub {
        @{ $_[HEAP] }{qw(one other)} = pair();
        $_[KERNEL]->select_read($_[HEAP]{one}, 'event', Held->new);
    },
    'a file to write to' => sub {
        @{ $_[HEAP] }{qw(one other)} = pair();
        $_[KERNEL]->select_write($_[HEAP]{one}, 'event', Held->new);
    },
    'a paused file' => sub {
        @{ $_[HEAP] }{qw(one other)} = pair();
        $_[KERNEL]->select_read($_[HEAP]{one}, 'event', Held->new);
        $_[KERNEL]->select_pause_read($_[HEAP]{one});
    },
    'a file that is closed' => sub {
        my ($one, $other) = pair();
        $_[KERNEL]->select_read($one, 'event', Held->new);
        $_[HEAP]{other} = $other;
    },
    'a postback' =>
        sub { my $held = Held->new; $_[HEAP]{back} = $_[SESSION]->postback(event => $held) },
    'a called postback' => sub { $_[SESSION]->postback(event => Held->new)->() },
    'a reference'       =>
        sub { $_[HEAP]{held} = Held->new; $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') },
    'an alias' => sub { $_[HEAP]{held} = Held->new; $_[KERNEL]->alias_set('name') },
    'a state'  => sub {
        my $held = Held->new;
        $_[KERNEL]->state(added => sub { return $held });
    },
    'a child session' => sub {
        my $held = Held->new;
        session(_start => sub { $_[KERNEL]->yield(x => $held) }, _stop => sub { });
    },
);

# Each ends the session that is active, or has it ended.
my %end = (
    'a signal'               => sub { $_[KERNEL]->signal($_[SESSION], 'KILL') },
    'stop'                   => sub { $_[KERNEL]->stop },
    'an exception'           => sub { die "on purpose\n" },
    'a signal to its parent' => sub { $_[KERNEL]->signal('parent', 'TERM') },
);

sub tear_down {
    my ($make, $end) = @_;
    @log       = ();
    $destroyed = 0;
    my $events = $poe_kernel->get_event_count;
    session(
        _start => sub {
            $_[KERNEL]->alias_set('parent');
            session(
                _start => sub {
                    $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait');
                    $_[KERNEL]->call($_[SESSION], 'go');
                },
                go    => sub { $make->(@_); &$end; return },
                event => sub {
                    push @log, "event $_[SENDER]" if grep { $_ eq 'stop' } @log;
                },
                _child => sub { },
                _stop  => sub { push @log, 'stop' },
            );
        },
        _child => sub { },
        _stop  => sub { },
    );
    my $error = eval { $poe_kernel->run; 1 } ? '' : $@;
    return $error;
}

for my $how (sort keys %end) {
    for my $what (sort keys %pending) {
        my $error = tear_down($pending{$what}, $end{$how});
        my $left  = join ' ', $poe_kernel->get_event_count, $poe_kernel->_data_handle_count,
            $poe_kernel->_data_ses_count, $poe_kernel->_data_extref_count;
        is "$error@log, $left, $destroyed",
            ($how eq 'an exception' ? "on purpose\n" : '') . 'stop, 0 0 0 0, 1',
            "$what, ended by $how";
    }
}

done_testing;
