use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

subtest 'warn and die with the process ID' => sub {
#line 900 "helper"
    my ($text) = warnings_of(sub { POE::Kernel::_warn('one ', 'two') });
    is $text, "=== $$ === one two at helper line 900\n",
        '_warn joins its arguments and names its caller';
    ($text) = warnings_of(sub { POE::Kernel::_warn("line 1\nline 2\n") });
    is $text, "=== $$ === line 1\n=== $$ === line 2\n", 'each line has the prefix';
#line 910 "helper"
    ok !eval { POE::Kernel::_die('gone'); 1 };
    is $@, "=== $$ === gone at helper line 910\n", '_die';
    for my $name (qw(_croak _confess)) {
        no strict 'refs';
        ok !eval { &{"POE::Kernel::$name"}('carped'); 1 };
        like $@, qr/^=== $$ === carped at /, $name;
    }
    for my $name (qw(_carp _cluck)) {
        no strict 'refs';
        ($text) = warnings_of(sub { &{"POE::Kernel::$name"}('carped') });
        like $text, qr/^=== $$ === carped at /, $name;
    }
};

subtest '_trap' => sub {
    local $SIG{__WARN__} = sub { };
    ok !eval { POE::Kernel::_trap('broken', 'thing'); 1 };
    my @lines = split /\n/, $@;
    like $lines[0], qr/^=== $$ === Please address any warnings or errors above this message,/;
    like $lines[$_], qr/^=== $$ === /, 'four lines of advice' for 1 .. 3;
    is_deeply [ @lines[ 4 .. 6 ] ], [ '---', 'broken thing', '-----' ], 'then the text';
};

subtest 'idle queue' => sub {
    is $poe_kernel->_idle_queue_size, 0;
    $poe_kernel->_idle_queue_grow;
    $poe_kernel->_idle_queue_grow;
    is $poe_kernel->_idle_queue_size, 2;
    $poe_kernel->_idle_queue_shrink;
    is $poe_kernel->_idle_queue_size, 1;
    $poe_kernel->_idle_queue_reset;
    is $poe_kernel->_idle_queue_size, 0;
};

subtest '_resolve_session' => sub {
    my $session = session();
    is $poe_kernel->_resolve_session($_), $session for $session, "$session", $session->ID;
    is $poe_kernel->_resolve_session('nobody'), undef;
    is $poe_kernel->_resolve_session($poe_kernel), $poe_kernel;
};

subtest '_dispatch_event' => sub {
    my @got;
    my $session = session(
        x => sub {
            push @got, "@_[ ARG0, ARG1, CALLER_FILE, CALLER_LINE, CALLER_STATE ]";
            return (7, 8);
        });
    my @common = ($session, $poe_kernel, 'x');
    my @rest   = ([ 'a', 'b' ], 'FILE', 12, 'FROM', time, 1);
    is_deeply [ $poe_kernel->_dispatch_event(@common, POE::Kernel::ET_CALL(), @rest) ], [ 7, 8 ],
        'a call returns values';
    is $got[0], 'a b FILE 12 FROM';
    @rest = ([ 'c', 'd' ], 'FILE', 12, 'FROM', time, 1);
    is_deeply [ $poe_kernel->_dispatch_event(@common, POE::Kernel::ET_POST(), @rest) ], [],
        'others nothing';
    is $got[1], 'c d FILE 12 FROM';
    ok eval {
        $poe_kernel->_dispatch_event(
            $poe_kernel, $poe_kernel, POE::Kernel::EN_SIGNAL(),
            POE::Kernel::ET_SIGNAL(), ['INVENTED'], 'f', 1, time, -1
        );
        1;
    }, 'toolkit bridges dispatch signals with fewer arguments' or diag $@;
};

ok eval {
    $poe_kernel->_dispatch_signal_event(
        $poe_kernel, $poe_kernel, POE::Kernel::EN_SIGNAL(),
        POE::Kernel::ET_SIGNAL(), ['INVENTED'], 'f', 1, undef, time, -1
    );
    1;
}, 'signals have a function of their own' or diag $@;

subtest 'reasons are told when they are asked for' => sub {
    my $out = output_of(<<'CODE', env => { POE_TRACE_RETVALS => 1, POE_ASSERT_USAGE => 1 });
        use POE;
        $SIG{__WARN__} = sub { print 'warned ', grep {!/_stop/} @_ };
        $poe_kernel->_explain_return('a value');
        eval { $poe_kernel->_explain_usage('a usage') };
        print 'died ', $@ =~ /(.*)/;
        $! = 0;
        $poe_kernel->_explain_resolve_failure('nobody');
        print 'error ', $! + 0;
CODE
    like $out,
        qr/warned === \d+ === <rv> a value at .*died === \d+ === <us> a usage at .*not resolved.*error 3/s;
};

is POE::Kernel::_dummy_sigdie_handler(), 1;

subtest 'functions that bridges define or call' => sub {
    ok(POE::Kernel->can($_), $_) for qw(
        loop_initialize loop_finalize loop_run loop_do_timeslice loop_halt loop_watch_signal loop_ignore_signal
        loop_ignore_all_signals loop_attach_uidestroy loop_resume_time_watcher loop_reset_time_watcher
        loop_pause_time_watcher loop_watch_filehandle loop_ignore_filehandle loop_pause_filehandle
        loop_resume_filehandle _loop_signal_handler_generic _loop_signal_handler_pipe _loop_signal_handler_chld
        _loop_signal_handler_generic_bottom _loop_signal_handler_pipe_bottom _loop_signal_handler_chld_bottom
        _data_sig_pipe_send _data_sig_pipe_read _data_sig_enqueue_poll_event _data_sig_begin_polling
        _data_sig_cease_polling _data_sig_kernel_awaits_pids _data_handle_enqueue_ready _data_ev_dispatch_due
        _test_if_kernel_is_idle _data_ses_count _invoke_state _internal_select _recalc_id _rethrow_kr_exception
    );
    ok !POE::Kernel->can('_data_stat_add'), 'statistics are gone';
};

subtest 'Carp and the builtins are looked up when loading' => sub {
    my $out = output_of(<<'CODE');
        BEGIN {
            *CORE::GLOBAL::die  = sub { CORE::die("global die: @_") };
            *CORE::GLOBAL::warn = sub { print "global warn: @_" };
        }
        require POE::Kernel;
        POE::Kernel::_warn("text\n");
        eval { POE::Kernel::_die("text\n") };
        print $@;
CODE
    like $out, qr/^global warn: === \d+ === text\nglobal die: === \d+ === text\n/,
        'so they can be replaced';
};

$poe_kernel->run;
done_testing;
