use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;
use Time::HiRes qw(time);

# after, at, child, signal.

my (@log, %took);
run_states(
    go => async sub {
        my $kernel = $_[KERNEL];
        my $since  = time;
        await $kernel->after(0.05);
        $took{after} = time - $since;
        $since = time;
        await $kernel->at($since + 0.05);
        $took{at} = time - $since;
        my $pid = fork // die "fork: $!";
        POSIX::_exit(3) if !$pid;
        my @both = map { $kernel->child($pid) } 1 .. 2;
        push @log, map { $_ >> 8 } await Future->needs_all(@both);
        $pid = fork // die "fork: $!";
        POSIX::_exit(4) if !$pid;
        await $kernel->after(0.1);
        push @log, (await $kernel->child($pid)) >> 8;

        for my $name (qw(USR1 TERM)) {
            my @futures = map { $kernel->signal($name) } 1 .. 2;
            kill $name => $$;
            push @log, await Future->needs_all(@futures);
        }
        $kernel->signal('USR2')->cancel;
        $kernel->child($$)->cancel;
    },
);
cmp_ok($took{$_}, '>=', 0.049, $_) for qw(after at);
is_deeply(\@log, [ 3, 3, 4, ('USR1') x 2, ('TERM') x 2 ], 'statuses and signals');
is(
    POE::Kernel->_data_sig_explicitly_watched('USR2') ? 1 : 0, 0,
    'what is cancelled is not watched'
);

my $delay  = POE::Future->new_delay(5);
my $before = POE::Kernel->get_event_count;
$delay->cancel;
is(POE::Kernel->get_event_count, $before - 1, 'a delay that is cancelled leaves nothing behind');

my %wrong = (
    "new_delay: the number of seconds must be a finite number, not 'x'" =>
        sub { POE::Kernel->after('x') },
    'new_alarm: the time, in seconds since the epoch, must be a finite number, not undef' =>
        sub { POE::Kernel->at(undef) },
    "child: the ID of a process is needed" => sub { POE::Kernel->child('x') },
    "signal: there is no signal 'SIGUSR1'" => sub { POE::Kernel->signal('SIGUSR1') },
);
for my $message (sort keys %wrong) {
    is(eval { $wrong{$message}->(); 1 }, undef, $message);
    like($@, qr/\A\Q$message\E at \Q$0\E line \d+\.\n\z/);
}

done_testing;
