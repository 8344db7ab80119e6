use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'the profiler is ours alone' if is_upstream() }
use POE;
use POE::XS::Profiler ();

# From within, and over and over.

ok !eval { POE::XS::Profiler->data; 1 }, 'nothing before it began';
is POE::XS::measures(), 'off', 'and nothing is measured';

sub run_events {
    my ($event, $times) = @_;
    play(
        _start => sub { $_[KERNEL]->yield($event, 1) for 1 .. $times },
        $event => sub { });
    return;
}

sub count_of {
    my ($event) = @_;
    my ($row)   = grep { $_->{name} eq $event } @{ POE::XS::Profiler->data->{events} };
    return $row ? $row->{count} : 0;
}

run_events(x => 2);
POE::XS::Profiler->start;
run_events(x => 3);
is count_of('x'), 3, 'what ran since';
POE::XS::Profiler->stop;
is POE::XS::measures(), 'off', 'stopped';
run_events(x => 4);
is count_of('x'), 3, 'what ran till then';
POE::XS::measure('counts');
POE::XS::Profiler->start;
run_events(x => 5);
POE::XS::Profiler->stop;
is count_of('x'), 5, 'anew';
is POE::XS::measures(), 'counts', 'the level is as it was';

my $program = 'use POE; my $pid = fork; POE::Kernel->run if $pid; waitpid $pid, 0 if $pid';
my @titles  = stderr_of($program, switches => ['-MPOE::XS::Profiler']) =~ /^(POE profile)/mg;
is @titles, 1, 'a forked child says nothing';
is stderr_of(
    'sub POE::Kernel::ASSERT_DEFAULT () { 1 } use POE qw(Loop::Select); print {*STDERR} POE::Kernel::ASSERT_EVENTS(), ref $POE::Kernel::poe_kernel, "\n"; POE::Kernel->run',
    switches => ['-MPOE::XS::Profiler']
) =~ s/POE profile.*//sr, "1POE::Kernel\n", 'constants and loops are chosen as without it';

done_testing;
