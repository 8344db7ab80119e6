use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'it always ran, upstream' if is_upstream();

my $api = peek();

sub runs { return $api->is_kernel_running }

is runs(), 0, 'not before anything';

my %seen;
session(
    _start => sub { $seen{_start}            = runs(); $_[KERNEL]->yield('event') },
    event  => sub { $seen{event}             = runs() },
    _stop  => sub { $seen{_stop}             = runs() },
    _child => sub { $seen{"_child $_[ARG0]"} = runs() },
);
is runs(), 0, 'nor after a session was created';
POE::Kernel->run;
is_deeply \%seen, { _start => 1, event => 1, _stop => 1 }, 'in each handler';
is runs(), 0, 'not after run';

session(_start => sub { $_[KERNEL]->yield('event') });
is runs(), 0, 'nor when there is something to run again';
POE::Kernel->run;

my $within;
session(_start => sub { $_[KERNEL]->delay(event => 0) }, event => sub { $within = runs() });
POE::Kernel->run_one_timeslice until defined $within;
is $within, 1, 'in a handler that a program drives itself';
is runs(), 0, 'not between its slices';
POE::Kernel->run;

my $between;
{

    package At::End;
    sub DESTROY { $between = main::runs() }
}
session(_start => sub { $_[HEAP]{guard} = bless [], 'At::End' });
POE::Kernel->run;
is $between, 1, 'when what a session held is freed';

eval {
    play(_start => sub { $_[KERNEL]->yield('fail') }, fail => sub { die "no\n" });
};
is $@, "no\n", 'a run that dies';
is runs(), 0, 'is over';

done_testing;
