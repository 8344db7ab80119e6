# wheel-run [MIB]: /bin/true started by POE::Wheel::Run, its output at its end, its process reaped; one
# after the other, from a program that holds so much memory.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE qw(Wheel::Run);

my $size   = shift // 0;
my $held   = $size ? 'x' x ($size << 20) : '';
my $figure = $size ? 'wheel_run_big'     : 'wheel_run';

my $done = 0;
my $start;

sub start_one {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $wheel = $heap->{wheel} = POE::Wheel::Run->new(
        Program     => ['/bin/true'],
        StdoutEvent => 'said',
        CloseEvent  => 'ended',
    );
    $kernel->sig_child($wheel->PID, 'ended');
    $heap->{awaits} = 2;
}

sub ended {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    return if --$heap->{awaits};
    delete $heap->{wheel};
    $done++;
    return measured($figure, $done, $start) if over();
    $kernel->yield('start_one');
}

POE::Session->create(
    package_states => [ main => [qw(start_one ended)] ],
    inline_states  => {
        _start => sub { $start = now(); $_[KERNEL]->yield('start_one') },
        said   => sub { },
    },
);

POE::Kernel->run;
