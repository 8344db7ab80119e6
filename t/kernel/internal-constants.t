use strict;
use warnings;

use Test::More;
use POE;

# name => value, in package POE::Kernel
my @kernel = qw(
    MODE_RD 0  MODE_WR 1  MODE_EX 2
    KR_SESSIONS 0  KR_FILENOS 1  KR_SIGNALS 2  KR_ALIASES 3  KR_ACTIVE_SESSION 4  KR_QUEUE 5  KR_ID 6
    KR_SESSION_IDS 7  KR_SID_SEQ 8  KR_EXTRA_REFS 9  KR_SIZE 10  KR_RUN 11  KR_ACTIVE_EVENT 12  KR_PIDS 13
    KR_ACTIVE_EVENT_TYPE 14
    KR_RUN_CALLED 1  KR_RUN_SESSION 2  KR_RUN_DONE 4
    EV_SESSION 0  EV_SOURCE 1  EV_NAME 2  EV_TYPE 3  EV_ARGS 4  EV_OWNER_FILE 5  EV_OWNER_LINE 6
    EV_FROMSTATE 7  EV_SEQ 8  EV_WALLTIME 9  EV_DELTA 10
    EN_CHILD _child  EN_GC _garbage_collect  EN_PARENT _parent  EN_SCPOLL _sigchld_poll  EN_SIGNAL _signal
    EN_START _start  EN_STOP _stop
    ET_POST 1  ET_CALL 2  ET_START 4  ET_STOP 8  ET_SIGNAL 16  ET_GC 32  ET_PARENT 64  ET_CHILD 128
    ET_SCPOLL 256  ET_ALARM 512  ET_SELECT 1024  ET_SIGCLD 2048  ET_SIGDIE 4096  ET_SIGNAL_RECURSIVE 8192
    ET_MASK_DELAYED 768
    CHILD_GAIN gain  CHILD_LOSE lose  CHILD_CREATE create
    EA_SEL_HANDLE 0  EA_SEL_MODE 1  EA_SEL_ARGS 2
    HS_STOPPED 0  HS_PAUSED 1  HS_RUNNING 2
    FNO_MODE_RD 0  FNO_MODE_WR 1  FNO_MODE_EX 2  FNO_TOT_REFCOUNT 3
    FMO_REFCOUNT 0  FMO_ST_ACTUAL 1  FMO_SESSIONS 2
    HSS_HANDLE 0  HSS_SESSION 1  HSS_STATE 2  HSS_ARGS 3
    SH_HANDLE 0  SH_REFCOUNT 1  SH_MODECOUNT 2
    SS_SESSION 0  SS_REFCOUNT 1  SS_PARENT 2  SS_CHILDREN 3  SS_PROCESSES 4
    SEV_EVENT 0  SEV_ARGS 1  SEV_SESSION 2  PID_SESSION 0  PID_EVENT 1  PID_ARGS 2
    SIGTYPE_BENIGN 0  SIGTYPE_TERMINAL 1  SIGTYPE_NONMASKABLE 2  SIGINFO_NAME 0  SIGINFO_SRC_PID 1
    BASE_SIGCHLD_COUNT 0
    ITEM_PRIORITY 0  ITEM_ID 1  ITEM_PAYLOAD 2  FIFO_TIME_EPSILON 0.000001
    ASSERT_DEFAULT 0  ASSERT_DATA 0  ASSERT_EVENTS 0  ASSERT_FILES 0  ASSERT_RETVALS 0  ASSERT_USAGE 0
    TRACE_DEFAULT 0  TRACE_EVENTS 0  TRACE_FILES 0  TRACE_PROFILE 0  TRACE_REFCNT 0  TRACE_RETVALS 0
    TRACE_SESSIONS 0  TRACE_SIGNALS 0  TRACE_STATISTICS 0
    CATCH_EXCEPTIONS 1  USE_SIGCHLD 1  CHILD_POLLING_INTERVAL 1  USE_SIGNAL_PIPE 1  RUNNING_IN_HELL 0
);

my @session = qw(
    SE_NAMESPACE 0  SE_OPTIONS 1  SE_STATES 2  SE_ID 3
    EN_START _start  EN_DEFAULT _default  EN_SIGNAL _signal
    OPT_TRACE trace  OPT_DEBUG debug  OPT_DEFAULT default
    CREATE_ARGS args  CREATE_OPTIONS options  CREATE_INLINES inline_states  CREATE_PACKAGES package_states
    CREATE_OBJECTS object_states  CREATE_HEAP heap
    ASSERT_STATES 0  TRACE_DESTROY 0
);

sub check {
    my ($package, %value) = @_;
    for my $name (sort keys %value) {
        my $sub = $package->can($name);
        ok $sub, "$package has $name" or next;
        my $got  = $sub->();
        my $same = $value{$name} =~ /^[\d.]+\z/ ? $got == $value{$name} : $got eq $value{$name};
        ok $same, "$name is $value{$name}" or diag "got $got";
    }
    return;
}

check('POE::Kernel', @kernel);
check('POE::Session', @session);

my $mask = POE::Kernel::ET_MASK_USER();
is $mask & 0x120, 0, 'ET_MASK_USER lacks garbage collection and child polling';
is $mask & 0x3edf, 0x3edf, 'and has all other types';

# Bridges and tests are compiled into the package and call these bare.
for my $name (
    qw(carp croak confess cluck monotime walltime time sleep mono2wall wall2mono uname hostname
    ESRCH EINTR ECHILD EPERM EINVAL EEXIST EAGAIN EWOULDBLOCK WNOHANG WIFEXITED WIFSIGNALED
    F_GETFL F_SETFL O_NONBLOCK sigprocmask SIG_SETMASK)
    )
{
    ok(POE::Kernel->can($name), "$name can be called in package POE::Kernel");
}

{

    package POE::Kernel;
    no warnings 'once';
    main::ok(
        eval q{
            use strict; use warnings;
            my @seen = ($poe_kernel, $poe_main_window, $kr_exception, @kr_signaled_sessions,
                $kr_signal_total_handled, $kr_signal_type, $signal_pipe_read_fd);
            main::isnt(time(), CORE::time(), 'time is not the builtin: it has a fraction');
            main::is(MODE_RD + MODE_WR + ESRCH, 1 + ESRCH(), 'constants are known bare');
            1;
        },
        'the package variables are declared under strict'
    ) or main::diag($@);
}

POE::Kernel->run;
done_testing;
