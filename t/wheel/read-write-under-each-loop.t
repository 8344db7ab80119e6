use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use File::Path qw(make_path);
use File::Temp qw(tempdir);

# The scenarios once more under each loop; that of the default is read-write-with-stock-parts.t.

my $folder = tempdir(CLEANUP => 1);
make_path("$folder/POE/Loop");
open my $file, '>', "$folder/POE/Loop/Foreign.pm" or die $!;
print {$file} <<'BRIDGE';
package POE::Loop::Foreign;
use strict;
our $VERSION = '1.0';
use POE::Loop::PerlSignals;

package POE::Kernel;
use strict;

my @watched = ('', '', '');
my $next;

sub loop_initialize          { }
sub loop_finalize            { $_[0]->loop_ignore_all_signals }
sub loop_attach_uidestroy    { }
sub loop_halt                { }
sub loop_resume_time_watcher { $next = $_[1] }
sub loop_reset_time_watcher  { $next = $_[1] }
sub loop_pause_time_watcher  { undef $next }

sub loop_watch_filehandle  { vec($watched[ $_[2] ], fileno $_[1], 1) = 1 }
sub loop_resume_filehandle { vec($watched[ $_[2] ], fileno $_[1], 1) = 1 }
sub loop_ignore_filehandle { vec($watched[ $_[2] ], fileno $_[1], 1) = 0 }
sub loop_pause_filehandle  { vec($watched[ $_[2] ], fileno $_[1], 1) = 0 }

sub loop_do_timeslice {
    my ($self) = @_;
    $self->_test_if_kernel_is_idle;
    my $wait  = defined $next ? $next - time : 3600;
    my @ready = @watched;
    my $found = select $ready[0], $ready[1], $ready[2], $wait > 0 ? $wait : 0;
    for my $mode ($found > 0 ? 0 .. 2 : ()) {
        my @numbers = grep { vec $ready[$mode], $_, 1 } 0 .. 8 * length($ready[$mode]) - 1;
        $self->_data_handle_enqueue_ready($mode, @numbers) if @numbers;
    }
    $self->_data_ev_dispatch_due;
}

sub loop_run {
    my ($self) = @_;
    $self->loop_do_timeslice while $self->_data_ses_count;
}
1;
BRIDGE
close $file or die $!;

for my $loop (qw(Select IO_Poll Epoll EV Foreign)) {
    subtest $loop => sub {
        plan skip_all => "upstream does not have $loop" if is_upstream() && $loop =~ /Epoll|EV/;
        my $child = run_child(
            'use ReadWriteSuite; passes_with("stock")',
            env      => { POE_EVENT_LOOP => "POE::Loop::$loop" },
            switches => ["-I$folder"],
            limit    => 60,
        );
        my @good = $child->{stdout} =~ /^(ok .*)/mg;
        cmp_ok scalar @good, '>', 30, 'scenarios have been played';
        is $child->{status}, 0, 'and passed' or diag $child->{stdout}, $child->{stderr};
        my $used = output_of(
            "use POE; print \$poe_kernel->poe_kernel_loop",
            env => { POE_EVENT_LOOP => "POE::Loop::$loop" }, switches => ["-I$folder"]);
        is $used, "POE::Loop::$loop", 'under that loop';
    };
}

done_testing;
