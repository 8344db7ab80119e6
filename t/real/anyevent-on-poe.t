use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# AnyEvent asked to use POE as its event loop: every kind of watcher, condition variables inside and
# outside of POE::Kernel->run, beside a session of POE's own.

needs('AnyEvent', 'AnyEvent::Impl::POE');

my $program = run_program(script_of(<<'PERL'), env => { PERL_ANYEVENT_MODEL => 'POE' });
use AnyEvent::Impl::POE;
use POE;
use AnyEvent;

sub said { print @_, "\n" }

my $early = AnyEvent->condvar;
my $first = AnyEvent->timer(after => 0.02, cb => sub { $early->send('before run') });
said($early->recv);
said($AnyEvent::MODEL);

pipe my $in, my $out or die "pipe: $!";
my ($all, @watchers) = AnyEvent->condvar;
my %due = map { $_ => 1 } qw(timer periodic io signal child session);

sub seen {
    my ($what) = @_;
    delete $due{$what} or return;
    said($what);
    $all->send('everything') if !%due;
}

my $times = 0;
push @watchers, AnyEvent->timer(after => 0.01, cb => sub { seen('timer'); syswrite $out, 'x' });
push @watchers, AnyEvent->timer(after => 0.01, interval => 0.01, cb => sub { seen('periodic') if ++$times == 3 });
push @watchers, AnyEvent->io(fh => $in, poll => 'r', cb => sub { sysread $in, my $byte, 1; seen('io'); kill USR1 => $$ });
push @watchers, AnyEvent->signal(signal => 'USR1', cb => sub { seen('signal') });

my $pid = fork // die "fork: $!";
if (!$pid) { require POSIX; POSIX::_exit(3) }
push @watchers, AnyEvent->child(pid => $pid, cb => sub { seen('child') if $_[0] == $pid && $_[1] >> 8 == 3 });

POE::Session->create(
    inline_states => { _start => sub { $_[KERNEL]->delay(own => 0.03) }, own => sub { seen('session') } });

my $guard = AnyEvent->timer(after => 20, cb => sub { $all->send('too late: ' . join ' ', sort keys %due) });
said($all->recv);
undef $guard;
@watchers = ();

my $idle = 0;
my $late = AnyEvent->timer(after => 0.02, cb => sub { said('under run'); undef $idle });
$idle = AnyEvent->idle(cb => sub { });
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(end => 0.1) }, end => sub { $_[KERNEL]->stop } });
POE::Kernel->run;
said('run returned');
PERL

$program->from_here;
my $said = $program->said;
like($said, qr/^before run\nAnyEvent::Impl::POE\n/m, 'a condition variable before run');
like($said, qr/^$_$/m, "a watcher: $_") for qw(timer periodic io signal child session);
like($said, qr/^everything$/m, 'all of them');
like($said, qr/^under run$/m, 'a timer while POE::Kernel runs');
like($said, qr/^run returned$/m, 'which returns') or diag $said;

done_testing;
