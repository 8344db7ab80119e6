use strict;
use warnings;

# A program that uses EV itself, or AnyEvent on EV: all watchers run together, whoever runs the loop.

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'upstream does not run on EV' if is_upstream();

# A session that has the code start a timer of the other kind. When that has fired, it has one of its own.
my $sessions = <<'CODE';
my @seen;
sub a_session {
    my ($start, $at_end) = @_;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->yield('now') },
        now    => sub {
            my $id = $_[SESSION]->ID;
            push @seen, 'now';
            $_[KERNEL]->refcount_increment($id, 'timer');
            $_[HEAP]{timer} = $start->(sub { push @seen, $_[0]; POE::Kernel->post($id, 'fired') });
        },
        fired => sub {
            $_[KERNEL]->delay(late => 0.02);
            $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'timer');
        },
        late  => sub { push @seen, 'late' },
        _stop => sub { push @seen, 'stop'; $at_end->() if $at_end },
    });
}
CODE

sub seen {
    my ($loads, $code) = @_;
    my $child = run_child("$loads; $sessions $code; print qq(\@seen);", limit => 30);
    return $child->{timed_out} ? 'timed out' : $child->{stdout};
}

my $a_session = 'a_session(sub { my ($fired) = @_; EV::timer(0.02, 0, sub { $fired->("ev") }) });';

is seen('use EV; use POE', "$a_session POE::Kernel->run"), 'now ev late stop',
    'under the kernel';
is seen('use EV; use POE', "$a_session EV::run"), 'now ev late stop', 'under EV::run';
is seen('use POE; use EV', "$a_session EV::run"), 'now ev late stop',
    'EV may be loaded later';
is seen('use POE qw(Loop::EV)', "$a_session POE::Kernel->run"), 'now ev late stop',
    'or asked for';

is seen(
    'use POE', q{
    my $w;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->delay(load => 0.02) },
        load   => sub {
            my $session = $_[SESSION];
            my $fired   = sub { push @seen, 'ev'; POE::Kernel->call($session, 'fired') };
            eval 'use EV; $w = EV::timer(0.02, 0, $fired); 1' or die $@;
            $_[KERNEL]->delay(late => 20);
        },
        fired => sub { $_[KERNEL]->delay(late => 0.02) },
        late  => sub { push @seen, 'late' },
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
    my $start
        = 'sub { my ($fired) = @_; AnyEvent->timer(after => 0.02, cb => sub { $fired->("anyevent") }) }';
    is seen('use POE; use AnyEvent', "a_session($start); POE::Kernel->run"),
        'now anyevent late stop',
        'AnyEvent under the kernel';
    is seen(
        'use POE; use AnyEvent',
        "my \$cv = AnyEvent->condvar; a_session($start, \$cv); \$cv->recv"
        ),
        'now anyevent late stop', 'POE under a condition variable of AnyEvent';
}

done_testing;
