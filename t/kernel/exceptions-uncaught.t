use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# CATCH_EXCEPTIONS 0: what a handler throws comes out of run() and call() unchanged.
sub POE::Kernel::CATCH_EXCEPTIONS () {0}
use POE;

sub thrown_by_run {
    my (@states) = @_;
    session(@states) if @states;
    return eval { $poe_kernel->run; 1 } ? undef : $@;
}

subtest 'from an event' => sub {
    my @log;
    session(
        _start => sub { $_[KERNEL]->delay(x => 1000) },
        _stop  => sub { push @log, 'other stops' });
    is thrown_by_run(
        _start => sub { $_[KERNEL]->sig(DIE => 'died'); $_[KERNEL]->yield('work') },
        work   => sub { die "broken\n" },
        died   => sub { push @log, 'told' }, _stop => sub { push @log, 'stops' }
        ),
        "broken\n", 'run throws it';
    is_deeply [ sort @log ], [ 'other stops', 'stops' ],
        'all sessions are stopped and no DIE is sent';
    is thrown_by_run(_start => sub { }), undef, 'the next run is clean';
};

subtest 'objects' => sub {
    my $object = bless {}, 'My::Exception';
    is thrown_by_run(_start => sub { $_[KERNEL]->yield('work') }, work => sub { die $object }),
        $object, 'stay what they are';
};

subtest 'from call to another session' => sub {
    my @log;
    session(
        _start => sub { $_[KERNEL]->alias_set('other') }, work => sub { die "called\n" },
        end    => sub { $_[KERNEL]->alias_remove('other') });
    is thrown_by_run(
        _start => sub {
            eval { $_[KERNEL]->call(other => 'work'); 1 } or push @log, "caught $@";
            push @log, 'active' if $_[KERNEL]->get_active_session == $_[SESSION];
            $_[KERNEL]->post(other => 'end');
        }
        ),
        undef, 'once caught it is over';
    is_deeply \@log, [ "caught called\n", 'active' ], 'call throws it';
};

subtest 'through two calls' => sub {
    my @log;
    session(_start => sub { $_[KERNEL]->alias_set('inner') }, work => sub { die "deep\n" });
    session(
        _start => sub { $_[KERNEL]->alias_set('outer') },
        work   => sub { $_[KERNEL]->call(inner => 'work'); push @log, 'not here' });
    is thrown_by_run(
        _start => sub { $_[KERNEL]->yield('go') },
        go     => sub { $_[KERNEL]->call(outer => 'work'); push @log, 'nor here' }
        ),
        "deep\n";
    is_deeply \@log, [];
};

subtest 'from an alarm' => sub {
    is thrown_by_run(_start => sub { $_[KERNEL]->delay(work => 0) }, work => sub { die "alarm\n" }),
        "alarm\n";
};

subtest 'from _start of create' => sub {
    my $session = eval {
        session(_start => sub { die "start\n" });
    };
    isa_ok $session, 'POE::Session', 'create does not throw';
    is thrown_by_run(), "start\n", 'but run does';
};

subtest 'from _stop' => sub {
    my $stops = 0;
    is thrown_by_run(_stop => sub { $stops++; die "stop\n" }), "stop\n";
    is $stops, 1;
};

subtest 'from a file handler while no event is queued' => sub {
    plan skip_all => 'upstream calls the handler for ever' if is_upstream();
    pipe my $in, my $out or die $!;
    syswrite $out, 'x';
    my $count = 0;
    is thrown_by_run(
        _start   => sub { $_[KERNEL]->select_read($in, 'readable') },
        readable => sub { $count++; die "file\n" }
        ),
        "file\n";
    is $count, 1, 'the handler was called once';
};

subtest 'from a signal handler' => sub {
    is thrown_by_run(
        _start =>
            sub { $_[KERNEL]->sig(THING => 'work'); $_[KERNEL]->signal($_[SESSION], 'THING') },
        work => sub { die "sig\n" }
        ),
        "sig\n";
};

subtest 'from a slice' => sub {
    session(_start => sub { $_[KERNEL]->yield('work') }, work => sub { die "slice\n" });
    my $error;
    eval { $poe_kernel->run_one_timeslice; 1 } or $error = $@ for 1 .. 3;
    is $error, "slice\n";
};

is output_of(
    'use POE; POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("x") }, x => sub { die "env\n" } });'
        . 'eval { POE::Kernel->run }; print $@', env => { POE_CATCH_EXCEPTIONS => 0 }), "env\n",
    'the environment asks for it too';

done_testing;
