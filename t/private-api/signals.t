use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

my $id      = $poe_kernel->ID;
my $at_rest = $poe_kernel->_data_ses_refcount($id);

subtest 'safe signals' => sub {
    my %safe = map { ($_ => 1) } $poe_kernel->_data_sig_get_safe_signals;
    ok $safe{$_}, "$_ is safe" for qw(INT TERM HUP CHLD PIPE USR1 ALRM WINCH);
    ok !$safe{$_}, "$_ is not" for qw(SEGV RTMIN RTMAX IGNORE ZERO NUM32 __WARN__ __DIE__);
    is_deeply [ sort grep {/^(?:NUM\d+|__\w+__|SEGV|RTM\w+|)\z/} keys %safe ], [];
};

subtest 'types' => sub {
    my ($benign, $terminal, $nonmaskable) = (
        POE::Kernel::SIGTYPE_BENIGN(), POE::Kernel::SIGTYPE_TERMINAL(),
        POE::Kernel::SIGTYPE_NONMASKABLE());
    is $poe_kernel->_data_sig_type($_), $terminal, $_    for qw(QUIT INT KILL TERM HUP IDLE DIE);
    is $poe_kernel->_data_sig_type($_), $nonmaskable, $_ for qw(ZOMBIE UIDESTROY);
    is $poe_kernel->_data_sig_type($_), $benign, $_      for qw(CHLD PIPE USR1 INVENTED);
};

subtest 'watchers' => sub {
    ok !$poe_kernel->_data_sig_explicitly_watched('moo'), 'nobody yet';
    is_deeply { $poe_kernel->_data_sig_watched_by_session($id) }, {};
    $poe_kernel->_data_sig_add($poe_kernel, 'moo', 'event', [ 1, 2 ]);
    $poe_kernel->_data_sig_add($poe_kernel, 'bar', 'other');
    ok $poe_kernel->_data_sig_explicitly_watched('moo');
    ok $poe_kernel->_data_sig_is_watched_by_session('moo', $id);
    ok !$poe_kernel->_data_sig_is_watched_by_session('moo', 'nobody');
    is_deeply { $poe_kernel->_data_sig_watchers('moo') },
        { $id => [ 'event', [ 1, 2 ], $poe_kernel ] };
    is_deeply { $poe_kernel->_data_sig_watched_by_session($id) },
        { moo => [ 'event', [ 1, 2 ], $poe_kernel ], bar => [ 'other', [], $poe_kernel ] };
    is_deeply [ $poe_kernel->_data_sig_watched_by_session('nobody') ], [];
    is $poe_kernel->_data_ses_refcount($id), $at_rest, 'they count nothing';
    $poe_kernel->_data_sig_remove($id, 'moo');
    ok !$poe_kernel->_data_sig_explicitly_watched('moo');
    $poe_kernel->_data_sig_clear_session($id);
    $poe_kernel->_data_sig_clear_session('nobody');
    ok !$poe_kernel->_data_sig_explicitly_watched('bar');
};

sub status {
    my ($count, $type, $touched) = $poe_kernel->_data_sig_handled_status;
    return [ $count, $type, $touched ];
}

subtest 'handling' => sub {
    $poe_kernel->_data_sig_reset_handled('TERM');
    is_deeply status(), [ undef, POE::Kernel::SIGTYPE_TERMINAL(), [] ], 'at the beginning';
    $poe_kernel->_data_sig_touched_session($poe_kernel);
    is_deeply status(), [ undef, POE::Kernel::SIGTYPE_TERMINAL(), [$poe_kernel] ], 'touched';
    $poe_kernel->_data_sig_handled;
    $poe_kernel->_data_sig_handled;
    is_deeply status(), [ 2, POE::Kernel::SIGTYPE_TERMINAL(), [$poe_kernel] ], 'handled';
    is_deeply [ POE::Kernel::_data_sig_handled_status() ],
        [ 2, POE::Kernel::SIGTYPE_TERMINAL(), [$poe_kernel] ], 'as a function';
    $poe_kernel->_data_sig_reset_handled('USR1');
    is_deeply status(), [ undef, POE::Kernel::SIGTYPE_BENIGN(), [] ], 'reset';
};

subtest 'the touched sessions are freed or not' => sub {
    for my $case ([ 'QUIT', 0, 0 ], [ 'QUIT', 1, 1 ], [ 'USR1', 0, 1 ], [ 'ZOMBIE', 1, 0 ]) {
        my ($signal, $handled, $lives) = @$case;
        my $session = session(
            _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') },
            _stop  => sub { });
        $poe_kernel->_data_sig_reset_handled($signal);
        $poe_kernel->_data_sig_touched_session($session);
        $poe_kernel->_data_sig_handled if $handled;
        $poe_kernel->_data_sig_free_terminated_sessions;
        is $poe_kernel->_data_ses_exists($session->ID) ? 1 : 0, $lives, "$signal, handled $handled";
        is_deeply status()->[2], [], 'the list is empty now';
        $poe_kernel->_data_ses_stop($session->ID) if $lives;
    }
};

subtest 'processes' => sub {
    is $poe_kernel->_data_sig_pids_is_ses_watching($id, 4_000_000) ? 1 : 0, 0;
    $poe_kernel->_data_sig_pid_watch($poe_kernel, 4_000_000, 'event', ['arg']);
    ok $poe_kernel->_data_sig_pids_is_ses_watching($id, 4_000_000);
    is $poe_kernel->_data_ses_refcount($id), $at_rest + 2,
        'one reference, and one for the poll that is queued';
    is_deeply $poe_kernel->[ POE::Kernel::KR_PIDS() ]{4_000_000},
        { $id => [ $poe_kernel, 'event', ['arg'] ] };
    $poe_kernel->_data_sig_pid_ignore($id, 4_000_000);
    ok !$poe_kernel->_data_sig_pids_is_ses_watching($id, 4_000_000);
    ok !$poe_kernel->_data_sig_session_awaits_pids($id);
    ok !$poe_kernel->_data_sig_kernel_awaits_pids;
    is $poe_kernel->_data_ses_refcount($id), $at_rest + 1, 'the poll stays';
};

subtest 'masking' => sub {
    my $count = 0;
    local $SIG{USR1} = sub { $count++ };
    $poe_kernel->_data_sig_mask_all;
    kill USR1 => $$;
    is $count, 0, 'a masked signal waits';
    $poe_kernel->_data_sig_unmask_all;
    is $count, 1, 'until it is unmasked';
};

subtest 'a signal caught in another process' => sub {
    pipe my $in, my $out or die $!;
    my $old = $$;
    my $pid = spawn(sub {
        syswrite $out, join '', warnings_of(sub { POE::Kernel->_data_sig_pipe_send('USR1') });
        return 0;
    });
    close $out;
    my $text = join '', <$in>;
    waitpid $pid, 0;
    like $text, qr/<sg> Signal caught in different process than POE::Kernel initialized/;
    like $text, qr/\(newPID=$pid oldPID=$old sig=USR1\)/, 'names both and the signal';
    like $text, qr/Call POE::Kernel->has_forked\(\) in the child process/, 'and the remedy';
};

subtest 'signals through the pipe' => sub {
    my @got;
    session(
        _start => sub { $_[KERNEL]->sig(PIPED => 'caught'); $_[KERNEL]->delay(end => 0.05) },
        caught => sub { push @got, $_[ARG0] },
        end    => sub { }, _stop => sub { });
    local $! = 5;
    POE::Kernel->_data_sig_pipe_send('PIPED');
    is $! + 0, 5, 'errno is kept';
    POE::Kernel->_data_sig_pipe_send('PIPED');
    $poe_kernel->run;
    is_deeply \@got, [ 'PIPED', 'PIPED' ];
};

subtest 'initialize may be called again' => sub {
    ok eval { $poe_kernel->_data_sig_initialize; 1 } or diag $@;
};

done_testing;
