use strict;
use warnings;

use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A foreign loop drives alone, although it runs EV's default loop, which the kernel could share, and even
# if its file has the name of one of ours: events come from its callbacks only, and run returns. What is
# stopped by force while it watches a file does not crash.

plan skip_all => 'EV is not installed' if !eval { require EV; 1 };

my $bridge = <<'PERL';
use POE::Loop::PerlSignals;
package POE::Kernel;
use strict;
use warnings;
use EV;
my ($timer, %io);
our $within = 0;
sub inside { my ($code) = @_; local $within = 1; $code->(); $poe_kernel->_test_if_kernel_is_idle; return }
sub due { inside(sub { $poe_kernel->_data_ev_dispatch_due }); return }
sub loop_initialize {}
sub loop_finalize {}
sub loop_do_timeslice { EV::run(EV::RUN_ONCE()) }
sub loop_run { EV::run() }
sub loop_halt { undef $timer; %io = (); EV::break(EV::BREAK_ALL()) }
sub loop_attach_uidestroy {}
sub loop_resume_time_watcher {
    my ($self, $due) = @_;
    my $left = $due - Time::HiRes::time();
    $timer = EV::timer($left > 0 ? $left : 0, 0, sub { undef $timer; due(); });
    return;
}
sub loop_reset_time_watcher { loop_resume_time_watcher(@_) }
sub loop_pause_time_watcher { undef $timer }
sub loop_watch_filehandle {
    my ($self, $handle, $mode) = @_;
    my $fd = fileno $handle;
    $io{$fd}{$mode} = EV::io($fd, $mode ? EV::WRITE() : EV::READ(),
        sub { inside(sub { $poe_kernel->_data_handle_enqueue_ready($mode, $fd) }) });
    return;
}
sub loop_ignore_filehandle { my ($self, $handle, $mode) = @_; delete $io{fileno $handle}{$mode}; return }
sub loop_pause_filehandle  { loop_ignore_filehandle(@_) }
sub loop_resume_filehandle { loop_watch_filehandle(@_) }
1;
PERL

my $folder = tempdir(CLEANUP => 1);
make_path("$folder/POE/Loop");
for my $name (qw(OnEV EV)) {
    open my $out, '>', "$folder/POE/Loop/$name.pm" or die "$name.pm: $!";
    print {$out} "package POE::Loop::$name;\nuse Time::HiRes ();\n$bridge";
    close $out or die "$name.pm: $!";
}

my $ticks = <<'PERL';
use POE;
pipe my $in, my $out or die "pipe: $!";
my ($all, $within, $read) = (0, 0, 0);
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->yield('tick'); $_[KERNEL]->select_read($in => 'ready') },
        tick   => sub {
            $all++;
            $within += $POE::Kernel::within;
            return $_[KERNEL]->delay(tick => 0.001) if $all < 20;
            syswrite $out, 'x';
        },
        ready => sub { $read += $POE::Kernel::within; $_[KERNEL]->select_read($in) },
    }
);
POE::Kernel->run;
print "$within of $all, $read, ", POE::XS->can('backend') ? POE::XS::backend() : 'foreign';
PERL

my $forced = <<'PERL';
use POE;
pipe my $in, my $out or die "pipe: $!";
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->select_read($in => 'ready'); $_[KERNEL]->delay(now => 0.01) },
        now    => sub { HOW },
    }
);
eval { POE::Kernel->run };
print $@;
PERL

for my $name (qw(OnEV EV)) {
    my %env
        = (env => { POE_EVENT_LOOP => "POE::Loop::$name" }, switches => ["-I$folder"], limit => 20);
    unshift @INC, $folder;
    my $child = run_child($ticks, %env);
    is($child->{stdout}, '20 of 20, 1, foreign', "$name: all of it by way of the bridge")
        or diag explain $child;
    $child = run_child($forced =~ s/HOW/die "it failed\\n"/r, %env);
    is($child->{stdout}, "it failed\n", "$name: a handler dies") or diag explain $child;
    $child = run_child($forced =~ s/HOW/exit 3/r, %env);
    is($child->{status} >> 8, 3, "$name: the program exits in a handler") or diag explain $child;
    shift @INC;
}

done_testing;
