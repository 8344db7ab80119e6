# An async sub that holds the last reference to a wheel is cancelled elsewhere: the wheel's session watches its
# handle no more.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;
use POE qw(Wheel::ReadWrite Wheel::Run Future);
use Future::AsyncAwait;

async sub ask_a_wheel {
    my ($here) = @_;
    my $wheel = wheel_on($here);
    await $wheel->read_line;
}

async sub ask_a_program {
    my $wheel = POE::Wheel::Run->new(Program => [ $^X, '-e', 'sleep 100' ], ReadStdout => 1);
    $_[0] = $wheel->PID;
    await $wheel->read_line;
}

my $pid;
for my $ask (\&ask_a_wheel, \&ask_a_program) {
    within(
        async sub {
            my ($here, $there) = pair();
            my $asked = $ask->($ask == \&ask_a_wheel ? $here : $pid);
            undef $here;
            eval { await POE::Future->timeout(0.01, $asked) };
            like $@, qr/^Timeout/, 'cancelled by a timer, which is of no session';
            is_deeply [ $poe_kernel->_data_handle_count_ses($_[SESSION]->ID) ], [0],
                'nothing is watched';
            return ok !sysread($there, my $octet, 1), 'the other end sees it' if !$pid;
            kill KILL => $pid;
            is await $_[KERNEL]->child($pid), 9, 'and its program is still there';
        });
}
# Another session drops it.
my $other;
session(
    _start => sub { $_[KERNEL]->alias_set('other') },
    drop   => sub { undef $other; $_[KERNEL]->alias_remove('other') });
within(
    async sub {
        my ($wheel, $there) = reader_on('');
        my $line = $wheel->read_line;
        ($other, $wheel) = $wheel;
        $_[KERNEL]->call(other => 'drop');
        is failure_of($line), 'the wheel is gone|gone', 'dropped in another session';
        is $poe_kernel->_data_handle_count_ses($_[SESSION]->ID), 0, 'nothing is watched';
    });

done_testing();
