use strict;
use warnings;

# A program that uses EV itself, or AnyEvent on EV: all watchers run together, whoever runs the loop.

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'upstream does not run on EV' if is_upstream();

my $sessions = <<'CODE';
my @seen;
sub a_session {
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->yield('now'); $_[KERNEL]->delay(late => 0.6) },
        now    => sub { push @seen, 'now' },
        late   => sub { push @seen, 'late' },
        _stop  => sub { push @seen, 'stop' },
    });
}
CODE

sub seen {
    my ($loads, $code) = @_;
    my $child = run_child("$loads; $sessions $code; print qq(\@seen);", limit => 10);
    return $child->{timed_out} ? 'timed out' : $child->{stdout};
}

my $timer = 'my $w = EV::timer(0.3, 0, sub { push @seen, "ev" });';

is seen('use EV; use POE', "$timer a_session(); POE::Kernel->run"), 'now ev late stop',
    'under the kernel';
is seen('use EV; use POE', "$timer a_session(); EV::run"), 'now ev late stop', 'under EV::run';
is seen('use POE; use EV', "$timer a_session(); EV::run"), 'now ev late stop',
    'EV may be loaded later';
is seen('use POE qw(Loop::EV)', "$timer a_session(); POE::Kernel->run"), 'now ev late stop',
    'or asked for';

is seen(
    'use POE', q{
    my $w;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->delay(load => 0.02) },
        load   => sub {
            eval 'use EV; $w = EV::timer(0.02, 0, sub { push @seen, "ev" }); 1' or die $@;
            $_[KERNEL]->delay(late => 0.1);
        },
        late => sub { push @seen, 'late' },
    });
    POE::Kernel->run;
}
    ),
    'ev late', 'or even while the kernel runs on its own loop';

is seen(
    'use POE; use EV', q{
    my $w = EV::timer(0.02, 0, sub { POE::Kernel->post(waiting => 'wake') });
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set('waiting') },
        wake   => sub { push @seen, 'woken'; $_[KERNEL]->alias_remove('waiting') },
    });
    EV::run;
}
    ),
    'woken', 'an event that is posted by the last EV watcher is still delivered';

is seen(
    'use POE; use EV', q{
    pipe my $in, my $out or die;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->select_read($in => 'in'); $_[KERNEL]->sig(DIE => 'died'); $_[KERNEL]->delay(write => 0.02) },
        write  => sub { syswrite $out, 'x' },
        in     => sub { sysread $in, my $byte, 1; $_[KERNEL]->select_read($in); push @seen, $byte; $_[KERNEL]->yield('die') },
        die    => sub { die "oops\n" },
        died   => sub { chomp(my $error = $_[ARG1]{error_str}); push @seen, $error; $_[KERNEL]->sig_handled },
    });
    EV::run;
}
    ),
    'x oops', 'files and exceptions under EV::run';

is seen(
    'use POE; use EV', q{
    POE::Session->create(inline_states => {
        _start => sub { my $pid = fork; exit 3 if !$pid; $_[KERNEL]->sig_child($pid, 'child') },
        child  => sub { push @seen, $_[ARG2] >> 8 },
    });
    EV::run;
}
    ),
    '3', 'children under EV::run';

is seen(
    'use POE; use EV', q{
    my $pid = fork;
    exit 4 if !$pid;
    my $w = EV::child($pid, 0, sub { push @seen, 'ev', $_[0]->rstatus >> 8 });
    POE::Session->create(inline_states => {
        _start => sub { my $own = fork; exit 3 if !$own; $_[KERNEL]->sig_child($own, 'child'); $_[KERNEL]->delay(late => 0.2) },
        child  => sub { push @seen, 'poe', $_[ARG2] >> 8 },
        late   => sub { },
    });
    POE::Kernel->run;
    @seen = sort @seen;
}
    ),
    '3 4 ev poe', 'EV and POE watch children beside each other';

SKIP: {
    skip 'no AnyEvent', 2 unless eval { require AnyEvent; 1 };
    my $anyevent = 'my $w = AnyEvent->timer(after => 0.3, cb => sub { push @seen, "anyevent" });';
    is seen('use POE; use AnyEvent', "$anyevent a_session(); POE::Kernel->run"),
        'now anyevent late stop',
        'AnyEvent under the kernel';
    is seen(
        'use POE; use AnyEvent',
        "$anyevent a_session(); my \$cv = AnyEvent->condvar; my \$x = AnyEvent->timer(after => 0.9, cb => \$cv); \$cv->recv"
        ),
        'now anyevent late stop', 'POE under a condition variable of AnyEvent';
}

done_testing;
