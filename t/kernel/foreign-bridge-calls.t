use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use File::Path qw(make_path);
use File::Temp qw(tempdir);

# A bridge of our own in Perl: one select() a slice. It logs each call that the kernel makes.
my $dir = tempdir(CLEANUP => 1);
make_path("$dir/POE/Loop");
open my $file, '>', "$dir/POE/Loop/Logging.pm" or die $!;
print {$file} <<'BRIDGE';
package POE::Loop::Logging;
use strict;
our $VERSION = '1.0';
use POE::Loop::PerlSignals;

package POE::Kernel;
use strict;

my @vector = ('', '', '');
my $next;
sub logged { print join(' ', map { $_ // 'undef' } @_), "\n" }

sub loop_initialize { logged('initialize') }
sub loop_finalize   { logged('finalize'); $_[0]->loop_ignore_all_signals }
sub loop_attach_uidestroy { logged('uidestroy', $_[1]) }
sub loop_halt { logged('halt') }
sub loop_resume_time_watcher { $next = $_[1]; logged('resume_time') }
sub loop_reset_time_watcher  { $next = $_[1]; logged('reset_time') }
sub loop_pause_time_watcher  { undef $next; logged('pause_time') }

sub file_call {
    my ($what, $on, $handle, $mode) = @_;
    my $fd = fileno $handle;
    vec($vector[$mode], $fd, 1) = $on;
    logged($what, $fd == ($POE::Kernel::signal_pipe_read_fd // -1) ? 'signal pipe' : 'file', $mode);
}
sub loop_watch_filehandle  { shift; file_call('watch', 1, @_) }
sub loop_ignore_filehandle { shift; file_call('ignore', 0, @_) }
sub loop_pause_filehandle  { shift; file_call('pause', 0, @_) }
sub loop_resume_filehandle { shift; file_call('resume', 1, @_) }

sub loop_do_timeslice {
    my ($self) = @_;
    $self->_test_if_kernel_is_idle;
    my $timeout = defined $next ? $next - time() : 3600;
    my @ready = @vector;
    if (select($ready[0], $ready[1], $ready[2], $timeout > 0 ? $timeout : 0) > 0) {
        for my $mode (0 .. 2) {
            my @fds = grep { vec($ready[$mode], $_, 1) } 0 .. 8 * length($ready[$mode]) - 1;
            $self->_data_handle_enqueue_ready($mode, @fds) if @fds;
        }
    }
    $self->_data_ev_dispatch_due;
}

sub loop_run {
    my ($self) = @_;
    logged('run');
    $self->loop_do_timeslice while $self->_data_ses_count;
}
1;
BRIDGE
close $file or die $!;

sub calls_of {
    my ($code) = @_;
    my $child = run_child(
        "use POE qw(Loop::Logging); print \"LOADED\\n\";\n$code",
        switches => ["-I$dir"]);
    diag $child->{stderr} if length $child->{stderr};
    return split /\n/, $child->{stdout};
}

subtest 'loading' => sub {
    my @calls = calls_of('POE::Kernel->run');
    is $calls[0], 'initialize', 'it is initialised';
    is scalar(grep { $_ eq 'watch signal pipe 0' } @calls), 1, 'the signal pipe is watched';
    is $calls[-1], 'finalize';
    ok scalar(grep { $_ eq 'halt' } @calls), 'halt when the last session goes';
};

subtest 'files' => sub {
    my @calls = grep {/\bfile\b/} calls_of(<<'CODE');
        pipe my $in, my $out or die;
        syswrite $out, 'x';
        POE::Session->create(inline_states => {
            _start => sub {
                my $k = $_[KERNEL];
                $k->select_read($in, 'readable'); $k->select_pause_read($in); $k->select_resume_read($in);
                $k->select_write($out, 'x'); $k->select_write($out);
            },
            readable => sub { print "file event\n"; $_[KERNEL]->select_read($in) } });
        POE::Kernel->run;
CODE
    is_deeply \@calls,
        [
        'watch file 0', 'pause file 0', 'resume file 0', 'watch file 1', 'ignore file 1',
        'file event', 'ignore file 0'
        ];
};

subtest 'time' => sub {
    my @calls = grep {/time|run|fired/} calls_of(<<'CODE');
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->delay(late => 0.02); $_[KERNEL]->delay(early => 0.01) },
            late => sub { print "fired late\n" }, early => sub { print "fired early\n" } });
        POE::Kernel->run;
CODE
    is $calls[0], 'resume_time', 'the first event wakes the clock';
    ok scalar(grep { $_ eq 'reset_time' } @calls), 'earlier ones set it';
    is_deeply [ grep {/fired/} @calls ], [ 'fired early', 'fired late' ], 'alarms fire';
    is $calls[-1], 'pause_time', 'at the end it rests';
};

subtest 'signals and children go through the bridge' => sub {
    my @calls = calls_of(<<'CODE');
        POE::Session->create(inline_states => {
            _start => sub {
                $_[KERNEL]->sig(USR1 => 'caught'); kill USR1 => $$;
                my $pid = fork // die; unless ($pid) { select undef, undef, undef, 0.05; require POSIX; POSIX::_exit(3) }
                $_[KERNEL]->sig_child($pid, 'reaped');
            },
            caught => sub { print "caught\n"; $_[KERNEL]->sig('USR1') },
            reaped => sub { print "reaped ", $_[ARG2] >> 8, "\n" } });
        POE::Kernel->run;
CODE
    is_deeply [ sort grep {/caught|reaped/} @calls ], [ 'caught', 'reaped 3' ];
};

subtest 'a second run' => sub {
    my @calls = calls_of(<<'CODE');
        for my $turn (1, 2) {
            POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('x') }, x => sub { print "turn $turn\n" } });
            POE::Kernel->run;
        }
CODE
    is_deeply [ grep {/^(?:initialize|finalize|run|turn \d|watch signal pipe 0)\z/} @calls ],
        [
        'initialize', 'watch signal pipe 0', 'run', 'turn 1', 'finalize', 'initialize',
        'watch signal pipe 0', 'run', 'turn 2', 'finalize'
        ],
        'initialises it anew' or diag explain \@calls;
};

subtest 'slices' => sub {
    my @calls = calls_of(<<'CODE');
        POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('x') }, x => sub { print "x\n" } });
        1 while POE::Kernel->run_one_timeslice;
        POE::Kernel->run;
CODE
    ok !(grep { $_ eq 'run' } @calls), 'go to loop_do_timeslice alone';
    is scalar(grep { $_ eq 'x' } @calls), 1;
    is scalar(grep { $_ eq 'finalize' } @calls), 1, 'and finalise once';
};

is_deeply [ grep {/uidestroy/}
        calls_of('POE::Kernel->signal_ui_destroy("widget"); POE::Kernel->run') ],
    ['uidestroy widget'],
    'signal_ui_destroy asks the bridge';

done_testing;
