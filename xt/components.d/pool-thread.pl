# package: libpoe-component-pool-thread-perl
# module: POE::Component::Pool::Thread
# exercises: threads work, the results come back as events

use strict;
use warnings;

use Loopback;
use POE qw(Component::Pool::Thread);

my @results;
POE::Component::Pool::Thread->new(
    MinFree      => 1,
    MaxFree      => 2,
    MaxThreads   => 3,
    StartThreads => 2,
    Name         => 'pool',
    EntryPoint   => sub { return $_[0]**2 },
    CallBack     => sub {
        push @results, $_[ARG0];
        return         if @results < 5;
        die "@results" if "@{[ sort { $a <=> $b } @results ]}" ne '1 4 9 16 25';
        $_[KERNEL]->post(pool => 'shutdown');
        $_[KERNEL]->delay(over => 0.1);
    },
    inline_states => {
        _start => sub { $_[KERNEL]->yield(run => $_) for 1 .. 5 },
        over   => sub { worked() },
    },
);
POE::Kernel->run;
