use strict;
use warnings;

use lib 't/lib';
use SetClock;    # first: the program runs again
use POETest;
use Test::More;

# EV::run wakes for an alarm that the clock has gone past, and in time for a delay.

BEGIN {
    plan skip_all => 'POE 1.370 has one clock for both' if is_upstream();
    eval { require EV; 1 } or plan skip_all => 'EV is not installed';
}
use POE;

my ($began, @came) = steady();
my $guard = EV::timer(30, 0, sub { EV::break() });
my $child = fork // die "fork: $!";
if (!$child) {
    Time::HiRes::sleep(0.3);
    set_clock(500);
    POSIX::_exit(0);
}

POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->alarm(alarm => Time::HiRes::time() + 400);
            $_[KERNEL]->delay(delay => 3);
        },
        alarm => sub { push @came, 'alarm'; is_in_time(0.3, 2.5) },
        delay => sub { push @came, 'delay'; is_in_time(3, 8); EV::break() },
    },
);

sub is_in_time {
    my ($least, $most) = @_;
    my $after = steady() - $began;
    return ok($after >= $least - 0.01 && $after < $most, "$came[-1] in time") || diag $after;
}

EV::run();
is "@came", 'alarm delay', 'each once';
waitpid $child, 0;
undef $guard;
done_testing;
