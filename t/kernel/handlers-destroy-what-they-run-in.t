use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

sub still_works {
    my $ok = 0;
    play(_start => sub { $_[KERNEL]->yield('x') }, x => sub { $ok++ });
    return is $ok, 1, 'the kernel still works';
}

subtest 'the heap' => sub {
    my $after;
    play(
        _start => sub { $_[HEAP]{data} = [1]; $_[KERNEL]->yield('work') },
        work => sub { $_[SESSION][POE::Session::SE_NAMESPACE] = undef; $_[KERNEL]->yield('look') },
        look => sub { $after                                  = $_[HEAP] },
    );
    is $after, undef;
    still_works();
};

subtest 'all handlers' => sub {
    my @log;
    play(
        _start => sub { $_[KERNEL]->yield('work', [1]) },
        work   => sub {
            %{ $_[SESSION][POE::Session::SE_STATES] } = ();
            push @log, "still here $_[ARG0][0] $_[STATE]";
            $_[KERNEL]->yield('work');
        },
    );
    is_deeply \@log, ['still here 1 work'], 'the running one goes on, there is no next';
    still_works();
};

subtest 'the table of handlers' => sub {
    my $count = 0;
    play(
        _start => sub { $_[KERNEL]->yield('work') },
        work   => sub {
            $count++;
            $_[SESSION][POE::Session::SE_STATES] = { work => sub { $count += 10 } };
            $_[KERNEL]->yield('work');
        },
    );
    is $count, 11, 'may be exchanged';
    still_works();
};

subtest 'the handler itself' => sub {
    my @log;
    my $handler = sub { $_[KERNEL]->state('work'); push @log, 'a'; push @log, "b $_[ARG0]" };
    session(_start => sub { $_[KERNEL]->yield(work => 'arg') }, work => $handler);
    undef $handler;
    $poe_kernel->run;
    is_deeply \@log, [ 'a', 'b arg' ];
    still_works();
};

subtest '@_' => sub {
    my @log;
    play(
        _start => sub { $_[KERNEL]->yield(work => 1, 2) },
        work   => sub { undef @_; push @log, scalar @_; @_ = (1) x 1000; push @log, scalar @_ });
    is_deeply \@log, [ 0, 1000 ];
    play(
        _start => sub { $_[KERNEL]->yield(work => 1, 2) },
        work   => sub { shift; splice @_, 0, 3; push @log, 'spliced' });
    is $log[-1], 'spliced';
    still_works();
};

subtest 'the session that runs' => sub {
    for my $how (qw(_data_ses_stop signal stop)) {
        my @log;
        play(
            _start => sub { $_[KERNEL]->alias_set('x'); $_[KERNEL]->yield(work => [5]) },
            work   => sub {
                my ($kernel, $session) = @_[ KERNEL, SESSION ];
                $how eq 'signal' ? $kernel->signal($session, 'KILL') : $kernel->$how($session->ID);
                undef $session;
                push @log, "after $_[ARG0][0]";
            },
            _stop => sub { push @log, 'stop' },
        );
        is_deeply [ sort @log ], [ 'after 5', 'stop' ], $how;
    }
    still_works();
};

subtest 'the sender of the event' => sub {
    my @log;
    my $victim = session(
        _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') },
        send   => sub { $_[KERNEL]->post($_[ARG0], 'work') },
        _stop  => sub { push @log, 'victim stops' });
    my $id = $victim->ID;
    play(
        _start =>
            sub { $_[KERNEL]->post($id, send => $_[SESSION]->ID); $_[KERNEL]->delay(wait => 0.01) },
        work =>
            sub { $_[KERNEL]->_data_ses_stop($_[SENDER]->ID); push @log, 'id ' . $_[SENDER]->ID },
        wait => sub { },
    );
    is_deeply \@log, [ 'victim stops', "id $id" ];
    still_works();
};

subtest 'its parent, its children' => sub {
    my @log;
    session(
        _start => sub {
            my $parent = $_[SESSION]->ID;
            session(
                _start  => sub { $_[KERNEL]->yield('work') },
                work    => sub { $_[KERNEL]->_data_ses_stop($parent); push @log, 'worked' },
                _parent => sub { push @log, 'moved' });
        },
        _stop => sub { push @log, 'parent stops' },
    );
    $poe_kernel->run;
    is_deeply \@log, [ 'moved', 'parent stops', 'worked' ];
    still_works();
};

subtest 'the alarm that fires' => sub {
    my ($count, $got) = (0, 'unset');
    play(
        _start => sub { $_[HEAP]{id} = $_[KERNEL]->alarm_set(ring => 1) },
        ring   => sub {
            $count++;
            $got = [ $_[KERNEL]->alarm_remove($_[HEAP]{id}) ];
            $_[KERNEL]->alarm_remove_all;
            $_[KERNEL]->alarm('ring');
        },
    );
    is $count, 1;
    is_deeply $got, [], 'is no longer there to be removed';
    still_works();
};

subtest 'the sub that is called, by name' => sub {
    {

        package Shifting;
        our @log;

        sub work {
            no warnings 'redefine';
            *Shifting::work = sub { push @log, 'new'; return };
            push @log, 'old';
            return $_[main::KERNEL]->yield('work');
        }
    }
    POE::Session->create(
        package_states => [ Shifting => ['work'] ],
        inline_states  => { _start => sub { $_[KERNEL]->yield('work') } });
    $poe_kernel->run;
    is_deeply \@Shifting::log, [ 'old', 'new' ], 'methods are found when they are called';
    still_works();
};

subtest 'the process' => sub {
    my $child = run_child(<<'CODE');
        use POE;
        POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('x') }, x => sub { print 'leaving'; exit 3 } });
        POE::Kernel->run;
        print 'not reached';
CODE
    is $child->{stdout}, 'leaving', 'exit in a handler';
    is $child->{status}, 3 << 8, 'gives its status';
};

done_testing;
