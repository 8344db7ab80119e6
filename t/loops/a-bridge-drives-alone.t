use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Bridges;
use POETest;
use Test::More;

# Whatever a bridge stands on, EV included: each event comes from one of its own callbacks, and run returns
# when the last session is gone. EV that is loaded under it changes nothing.

my $program = <<'CODE';
    use POE;
    use POSIX ();
    use EV;
    pipe my $in, my $out or die "pipe: $!";
    my (%count, $outside);
    sub seen { my ($what) = @_; $count{$what}++; $outside .= " $what" if !$ToolkitBridge::depth }
    POE::Session->create(inline_states => {
        _start => sub {
            my $kernel = $_[KERNEL];
            $kernel->yield('tick');
            $kernel->delay(alarm => 0.05);
            $kernel->select_read($in => 'readable');
            $kernel->sig(USR1 => 'signal');
            my $pid = fork // die "fork: $!";
            POSIX::_exit(3) if !$pid;
            $kernel->sig_child($pid => 'child');
        },
        tick     => sub { seen('tick'); $_[KERNEL]->yield('tick') if $count{tick} < 50 },
        alarm    => sub { seen('alarm'); syswrite $out, 'x' },
        readable => sub { seen('file'); sysread $in, my $byte, 1; $_[KERNEL]->select_read($in); kill USR1 => $$; $_[KERNEL]->delay(wait => 20) },
        signal   => sub { seen('signal'); $_[KERNEL]->sig_handled; $_[KERNEL]->sig('USR1'); $_[KERNEL]->delay('wait') },
        child    => sub { seen('child ' . ($_[ARG2] >> 8)) },
        _stop    => sub { seen('stop') },
    });
    POE::Kernel->run;
    print join(', ', map {"$_ $count{$_}"} sort keys %count), $outside ? "; outside:$outside" : '';
CODE

# The end of the session comes with its last event.
my $want = 'alarm 1, child 3 1, file 1, signal 1, stop 1, tick 50';

on_each(
    [ all_bridges() ],
    $program,
    sub {
        my ($child) = @_;
        is $child->{stdout}, $want, 'all events, and run returns' or diag $child->{stderr};
    });

done_testing;
