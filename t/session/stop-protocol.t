use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(ESRCH);
use POE;

subtest 'in _stop all is still valid' => sub {
    my %seen;
    my ($session, $parent, $id);
    $parent = session(
        _start => sub {
            $session = POE::Session->create(
                heap          => { data => 'here' },
                inline_states => {
                    _start => sub {
                        $id = $_[SESSION]->ID;
                        $_[KERNEL]->refcount_increment($id, 'x');
                        $_[KERNEL]->yield('free');
                    },
                    free  => sub { $_[KERNEL]->refcount_decrement($id, 'x') },
                    _stop => sub {
                        $seen{active} = $_[KERNEL]->get_active_session;
                        $seen{heap}   = $_[HEAP]{data};
                        $seen{by_id}  = $_[KERNEL]->ID_id_to_session($id);
                        $seen{parent} = $_[KERNEL]->_data_ses_get_parent($id);
                        $seen{event}  = $_[KERNEL]->get_active_event;
                    },
                },
            );
        });
    $poe_kernel->run;
    is_deeply \%seen,
        {
        active => $session, heap => 'here', by_id => $session, parent => $parent,
        event  => '_stop'
        };
};

subtest 'an alias is valid in the _stop of a killed session' => sub {
    my $found;
    play(
        _start => sub { $_[KERNEL]->alias_set('named'); $_[KERNEL]->yield('die'); },
        die    => sub { $_[KERNEL]->signal($_[SESSION], 'KILL') },
        _stop  => sub { $found = $_[KERNEL]->alias_resolve('named') == $_[SESSION] },
    );
    ok $found;
    is $poe_kernel->alias_resolve('named'), undef, 'and not afterwards';
};

subtest 'what _stop sets up is discarded' => sub {
    my @log;
    pipe my $in, my $out or die $!;
    syswrite $out, 'x';
    play(
        _stop => sub {
            my $kernel = $_[KERNEL];
            $kernel->yield('never');
            $kernel->delay(never => 0);
            $kernel->alias_set('ghost');
            $kernel->refcount_increment($_[SESSION]->ID, 'tag');
            $kernel->select_read($in, 'never');
            $kernel->sig(USR1 => 'never');
        },
        never => sub { push @log, 'never' },
    );
    is_deeply \@log, [], 'events and watchers';
    is $poe_kernel->alias_resolve('ghost'), undef, 'aliases';
};

subtest '_stop may post to others' => sub {
    my @log;
    my $other = session(
        _start => sub { $_[KERNEL]->alias_set('other') },
        hello  => sub { push @log, 'hello'; $_[KERNEL]->alias_remove('other') });
    play(_stop => sub { push @log, $_[KERNEL]->post(other => 'hello') });
    is_deeply \@log, [1], 'the post is accepted but withdrawn when its sender is gone';
    $poe_kernel->run;
};

subtest '_stop may call others' => sub {
    my @log;
    session(
        _start => sub { $_[KERNEL]->alias_set('other') },
        hello  => sub { push @log, 'hello'; $_[KERNEL]->alias_remove('other') });
    play(_stop => sub { $_[KERNEL]->call(other => 'hello') });
    is_deeply \@log, ['hello'];
};

subtest 'a session made in _stop goes to the parent' => sub {
    my @log;
    my $parent;
    $parent = session(
        _start => sub {
            session(
                _stop => sub {
                    session(
                        _start => sub { push @log, 'late start'; $_[KERNEL]->yield('work') },
                        work   => sub {
                            push @log,
                                'work below '
                                . (
                                $_[KERNEL]->_data_ses_get_parent($_[SESSION]->ID) == $parent
                                ? 'parent'
                                : 'other'
                                );
                        },
                    );
                });
        },
        _child => sub { push @log, "parent told $_[ARG0]" },
    );
    $poe_kernel->run;
    is_deeply \@log,
        [
        'parent told create', 'late start', 'parent told lose', 'work below parent',
        'parent told lose'
        ],
        'without being announced' or diag explain \@log;
};

subtest 'heap and session object go after _stop' => sub {
    @Noted::log = ();
    {

        package Noted;
        our @log;

        sub DESTROY {
            my $kernel = $POE::Kernel::poe_kernel;
            push @log, "$_[0][0] destroyed, active "
                . ($kernel->get_active_session == $kernel ? 'kernel' : 'session');
        }
    }
    POE::Session->create(
        heap          => bless(['heap'], 'Noted'),
        inline_states => { _start => sub { }, _stop => sub { push @Noted::log, 'stop' } },
    );
    $poe_kernel->run;
    is_deeply \@Noted::log, [ 'stop', 'heap destroyed, active kernel' ];
};

subtest '_stop is called once even if it stops itself' => sub {
    my $count = 0;
    play(
        _stop => sub {
            $count++;
            $_[KERNEL]->signal($_[SESSION], 'KILL');
            $_[KERNEL]->_data_ses_stop($_[SESSION]->ID);
        });
    is $count, 1;
};

subtest 'a session without _stop' => sub {
    my @told;
    play(
        _start => sub { session() },
        _child => sub { push @told, [ @_[ ARG0, ARG2 ] ] if $_[ARG0] eq 'lose' });
    is_deeply \@told, [ [ 'lose', undef ] ], 'gives undef to its parent';
};

subtest 'events to a session that stopped earlier in the pass are dropped' => sub {
    my @log;
    my $victim = session(work => sub { push @log, 'work' }, _stop => sub { push @log, 'stop' });
    play(
        _start => sub { $_[KERNEL]->yield('kill') },
        kill   => sub {
            $_[KERNEL]->_data_ses_stop($victim->ID);
            $! = 0;
            push @log, $_[KERNEL]->post($victim, 'work') ? 'posted' : $! + 0;
        });
    is_deeply \@log, [ 'stop', ESRCH ];
};

done_testing;
