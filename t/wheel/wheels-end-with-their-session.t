use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelMakers;

use POE;

plan skip_all => 'needs /proc' if !-d "/proc/$$/fd";

# A session ends with a wheel in its heap, before the wheel had anything to tell, with something to tell
# that it has not been asked for yet, or in the handler of its event. Nothing is told after that, and no
# watcher, handler or descriptor stays.
my %end = (
    'a signal'     => sub { $_[KERNEL]->signal($_[SESSION], 'KILL') },
    'stop'         => sub { $_[KERNEL]->stop },
    'an exception' => sub { die "on purpose\n" },
);

sub descriptors {
    opendir my $folder, "/proc/$$/fd" or die $!;
    return scalar grep {/\A\d/} readdir $folder;
}

sub end_with {
    my ($kind, $when, $end) = @_;
    my (@log, $pid);
    session(
        _start => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $heap->{wheel} = make_wheel($kind, $heap);
            $pid = $heap->{pid};
            $kernel->delay(late => scaled(20));
            $heap->{poke}->()    if $when ne 'before';
            $kernel->yield('go') if $when ne 'told';
        },
        go     => sub { $end->(@_) },
        told   => sub { push @log, 'told'; $end->(@_) if $when eq 'told' },
        failed => sub { push @log, "failed $_[ARG0]" },
        late   => sub { push @log, 'late'; %{ $_[HEAP] } = () },
        _stop  => sub { push @log, 'stop' },
    );
    my $error = eval { $poe_kernel->run; 1 } ? '' : $@;
    if ($pid) { kill KILL => $pid; waitpid $pid, 0 }
    return "$error@log";
}

for my $kind (wheel_kinds()) {
    local $SIG{__WARN__} = sub { };    # a process of Run is still there when run() returns
    end_with($kind, 'before', $end{stop});
    for my $when (qw(before pending told)) {
        for my $how (sort keys %end) {
            my $before = descriptors();
            my $said   = end_with($kind, $when, $end{$how});
            $said =~ s/\Aon purpose\n// if $how eq 'an exception';
            $said =~ s/\Atold //        if $when eq 'pending';
            is $said, $when eq 'told' ? 'told stop' : 'stop', "$kind, $when, ended by $how";
            is join(
                ' ', descriptors() - $before, $poe_kernel->_data_handle_count,
                $poe_kernel->get_event_count
                ),
                '0 0 0', 'nothing is left';
        }
    }
}

done_testing;
