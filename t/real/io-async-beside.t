use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# IO::Async's own loop and POE in one process, each with timers, pipes and child processes: POE is in
# charge and gives the other a turn every few milliseconds. IO::Async waits for any child while it has one of
# its own, so POE's ends before; then POE watches one that goes on, and leaves IO::Async's alone.

needs('IO::Async::Loop');

my $program = run_program(script_of(<<'PERL'));
use POE;
use IO::Async::Loop;
use IO::Async::Stream;

my $loop = IO::Async::Loop->new;
my %due  = map { $_ => 1 } qw(async_timer async_stream async_process poe_delay poe_pipe poe_child);

sub seen {
    my ($what) = @_;
    print "$what\n" if delete $due{$what};
}

pipe my $async_in, my $async_out or die "pipe: $!";
pipe my $poe_in,   my $poe_out   or die "pipe: $!";

$loop->watch_time(after => 0.02, code => sub { seen('async_timer'); syswrite $poe_out, 'x' });
$loop->add(IO::Async::Stream->new(
    read_handle => $async_in,
    on_read     => sub {
        my ($self, $buffer) = @_;
        seen('async_stream') if $$buffer =~ s/^line\n//;
        return 0;
    },
));
sub child_of_poe {
    my ($kernel, $event, $work) = @_;
    my $pid = fork // die "fork: $!";
    if (!$pid) { $work->(); require POSIX; POSIX::_exit(5) }
    $kernel->sig_child($pid, $event);
    return $pid;
}

my $lasting;

POE::Session->create(
    inline_states => {
        _start => sub {
            my $kernel = $_[KERNEL];
            $kernel->yield('turn');
            $kernel->delay(delayed => 0.03);
            $kernel->delay(give_up => 20);
            $kernel->select_read($poe_in, 'readable');
        },
        turn => sub {
            $loop->loop_once(0);
            return $_[KERNEL]->yield('finish') if !%due;
            $_[KERNEL]->delay(turn => 0.002);
        },
        delayed  => sub {
            seen('poe_delay');
            syswrite $async_out, "line\n";
            child_of_poe($_[KERNEL], 'child_gone', sub { });
        },
        readable => sub { sysread $_[ARG0], my $byte, 1; seen('poe_pipe') },
        child_gone => sub {
            seen('poe_child') if $_[ARG2] >> 8 == 5;
            $lasting = child_of_poe($_[KERNEL], 'lost', sub { sleep 60 });
            # POE takes the handler of SIGCHLD first.
            $_[KERNEL]->delay(async => 0.02);
        },
        async => sub {
            $loop->fork(code => sub { return 7 }, on_exit => sub { seen('async_process') if $_[1] >> 8 == 7 });
        },
        lost     => sub { print "POE's child is gone\n" },
        give_up  => sub { print "still missing: @{ [ sort keys %due ] }\n"; $_[KERNEL]->stop },
        finish   => sub {
            $_[KERNEL]->select_read($poe_in);
            $_[KERNEL]->delay($_) for qw(turn give_up);
            $_[KERNEL]->sig_child($lasting);
            kill KILL => $lasting;
            waitpid $lasting, 0;
            print "done\n";
        },
    },
);

POE::Kernel->run;
PERL

$program->ended_well;
$program->from_here;
like($program->said, qr/^$_$/m, $_)
    for qw(async_timer async_stream async_process poe_delay poe_pipe poe_child done);
diag $program->said if $program->said !~ /^done$/m;

done_testing;
