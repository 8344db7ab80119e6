use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# What a program does with sessions in its first hour: many at once, handlers of each kind, events that
# nobody knows, the kernel before and after.
is $poe_kernel->get_active_session, $poe_kernel, 'the kernel is active at first';
ok !eval { POE::Session->new; 1 }, 'sessions are not made by new';

subtest 'ten sessions' => sub {
    my (%count, %default, $stopped_well);
    my $sessions = 10;
    for my $n (1 .. $sessions) {
        POE::Session->create(
            args          => [ $n, 'two' ],
            inline_states => {
                _start => sub {
                    $_[HEAP] = { number => $_[ARG0] };
                    $_[SESSION][POE::Session::SE_NAMESPACE] = $_[HEAP];
                    $count{start} += $_[ARG0];
                    $_[KERNEL]->yield("unknown_$_") for 1 .. 5;
                    $_[KERNEL]->post($_[SESSION], 'known', $_) for 1 .. 5;
                    $_[KERNEL]->call($_[SESSION], "called_$n");
                },
                known    => sub { $count{known} += $_[ARG0] },
                _default => sub { $default{ $_[ARG0] }++; return },
                _stop    => sub {
                    $stopped_well += $_[KERNEL]->get_active_session == $_[SESSION]
                        && $_[HEAP]{number} == $n;
                },
            },
        );
    }
    $poe_kernel->run;
    is_deeply \%count, { start => 55, known => 15 * $sessions }, 'known events';
    is_deeply \%default,
        {
        (map { ("unknown_$_" => $sessions) } 1 .. 5),
        (map { ("called_$_"  => 1) } 1 .. $sessions)
        },
        'unknown ones';
    is $stopped_well, $sessions, 'session and heap are there to the last';
};

subtest 'handlers in packages and objects' => sub {
    {

        package Handlers;
        use POE::Session;
        our @log;
        sub new    { return bless ['object'], shift }
        sub handle { push @log, (ref $_[0] ? "@{ $_[0] }" : $_[0]) . " $_[STATE] $_[ARG0]"; return }
    }
    POE::Session->create(
        inline_states => {
            _start =>
                sub { $_[KERNEL]->yield($_ => 1) for qw(handle package_mapped object_mapped) },
            _stop => sub { },
        },
        package_states => [ Handlers => ['handle'], Handlers => { package_mapped => 'handle' } ],
        object_states  => [ Handlers->new => { object_mapped => 'handle' } ],
    );
    $poe_kernel->run;
    is_deeply \@Handlers::log,
        [ 'Handlers handle 1', 'Handlers package_mapped 1', 'object object_mapped 1' ];
};
is $poe_kernel->get_active_session, $poe_kernel, 'the kernel is active in the end';

done_testing;
