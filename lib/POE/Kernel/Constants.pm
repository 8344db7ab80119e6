package POE::Kernel::Constants;

use strict;
use warnings;

our $VERSION = '2.000';

# Numbers and names that programs, bridges and introspection modules use by name. The C kernel
# numbers its event types, modes and states in the same way.

my %fixed = (
    MODE_RD => 0, MODE_WR => 1, MODE_EX => 2,

    KR_SESSIONS       => 0, KR_FILENOS    => 1, KR_SIGNALS            => 2, KR_ALIASES     => 3,
    KR_ACTIVE_SESSION => 4, KR_QUEUE      => 5, KR_ID                 => 6, KR_SESSION_IDS => 7,
    KR_SID_SEQ        => 8, KR_EXTRA_REFS => 9, KR_SIZE               => 10, KR_RUN        => 11,
    KR_ACTIVE_EVENT   => 12, KR_PIDS      => 13, KR_ACTIVE_EVENT_TYPE => 14,

    KR_RUN_CALLED => 0x01, KR_RUN_SESSION => 0x02, KR_RUN_DONE => 0x04,

    EV_SESSION => 0, EV_SOURCE => 1, EV_NAME => 2, EV_TYPE => 3, EV_ARGS => 4, EV_OWNER_FILE => 5,
    EV_OWNER_LINE => 6, EV_FROMSTATE => 7, EV_SEQ => 8, EV_WALLTIME => 9, EV_DELTA => 10,

    EN_CHILD  => '_child', EN_GC            => '_garbage_collect', EN_PARENT => '_parent',
    EN_SCPOLL => '_sigchld_poll', EN_SIGNAL => '_signal', EN_START => '_start', EN_STOP => '_stop',

    ET_POST      => 0x0001, ET_CALL  => 0x0002, ET_START  => 0x0004, ET_STOP   => 0x0008,
    ET_SIGNAL    => 0x0010, ET_GC    => 0x0020, ET_PARENT => 0x0040, ET_CHILD  => 0x0080,
    ET_SCPOLL    => 0x0100, ET_ALARM => 0x0200, ET_SELECT => 0x0400, ET_SIGCLD => 0x0800,
    ET_SIGDIE    => 0x1000, ET_SIGNAL_RECURSIVE         => 0x2000,
    ET_MASK_USER => ~(0x0020 | 0x0100), ET_MASK_DELAYED => 0x0300,

    CHILD_GAIN => 'gain', CHILD_LOSE => 'lose', CHILD_CREATE => 'create',

    EA_SEL_HANDLE => 0, EA_SEL_MODE => 1, EA_SEL_ARGS => 2,
    HS_STOPPED    => 0, HS_PAUSED   => 1, HS_RUNNING  => 2,

    FNO_MODE_RD  => 0, FNO_MODE_WR   => 1, FNO_MODE_EX  => 2, FNO_TOT_REFCOUNT => 3,
    FMO_REFCOUNT => 0, FMO_ST_ACTUAL => 1, FMO_SESSIONS => 2,
    HSS_HANDLE   => 0, HSS_SESSION   => 1, HSS_STATE    => 2, HSS_ARGS => 3,
    SH_HANDLE    => 0, SH_REFCOUNT   => 1, SH_MODECOUNT => 2,
    SS_SESSION   => 0, SS_REFCOUNT   => 1, SS_PARENT    => 2, SS_CHILDREN => 3, SS_PROCESSES => 4,

    SEV_EVENT      => 0, SEV_ARGS         => 1, SEV_SESSION         => 2,
    PID_SESSION    => 0, PID_EVENT        => 1, PID_ARGS            => 2,
    SIGTYPE_BENIGN => 0, SIGTYPE_TERMINAL => 1, SIGTYPE_NONMASKABLE => 2,
    SIGINFO_NAME   => 0, SIGINFO_SRC_PID  => 1, BASE_SIGCHLD_COUNT  => 0,

    ITEM_PRIORITY => 0, ITEM_ID => 1, ITEM_PAYLOAD => 2, FIFO_TIME_EPSILON => 0.000001,
);

# Bridges are compiled in package POE::Kernel, under strict, and use these without declaring them.
# An assignment from another package is what makes perl allow that.
sub declare_variables {
    no strict 'refs';
    no warnings 'once';
    *{"POE::Kernel::$_"} = \${"POE::Kernel::$_"}
        for
        qw(poe_kernel poe_main_window kr_exception kr_signal_total_handled kr_signal_type signal_pipe_read_fd);
    *{'POE::Kernel::kr_signaled_sessions'} = \@{'POE::Kernel::kr_signaled_sessions'};
    return;
}

sub define {
    my ($name, $value) = @_;
    no strict 'refs';
    no warnings qw(redefine prototype);
    *{"POE::Kernel::$name"} = sub () {$value};
    return;
}

sub define_fixed {
    define($_, $fixed{$_}) for keys %fixed;
    return;
}

# ---- what a program or its user may configure ----

sub is_defined { return POE::Kernel->can($_[0]) ? 1 : 0 }

# A value is taken only in a harmless form; anything else counts as undefined.
sub value_of {
    my ($text) = @_;
    return undef unless $text =~ /\A[-\@\w.]+\z/;                             ## no critic (a value)
    return $text =~ /\A-?\d+(?:\.\d+)?\z/ ? 0 + $text : $text;
}

sub define_from_environment {
    for my $variable (grep {/\APOE_[A-Z_]+\z/} keys %ENV) {
        my $name = substr $variable, 4;
        next unless $name =~ /\A(?:TRACE|ASSERT)_/ or is_defined($name);
        define($name, value_of($ENV{$variable}));
    }
    return;
}

sub default {
    my ($name, $value) = @_;
    define($name, $value) unless is_defined($name);
    return;
}

my %plain = (
    CATCH_EXCEPTIONS => 1, CHILD_POLLING_INTERVAL => 1, USE_SIGCHLD => 1, USE_SIGNAL_PIPE => 1,
    RUNNING_IN_HELL  => $^O eq 'MSWin32' ? 1 : 0,
);

# The names that the environment may set must exist before it is looked at.
sub define_configurable {
    default($_, $plain{$_}) for keys %plain;
    define_from_environment();
    default(ASSERT_DEFAULT => 0);
    default(TRACE_DEFAULT  => 0);
    default("ASSERT_$_", POE::Kernel::ASSERT_DEFAULT()) for qw(DATA EVENTS FILES RETVALS USAGE);
    default("TRACE_$_", POE::Kernel::TRACE_DEFAULT())
        for qw(EVENTS FILES PROFILE REFCNT RETVALS SESSIONS SIGNALS STATISTICS);
    default(TRACE_FILENAME => undef);
    return;
}

1;

__END__

=head1 NAME

POE::Kernel::Constants - the constants of package POE::Kernel

=head1 SYNOPSIS

=for example

    sub POE::Kernel::CHILD_POLLING_INTERVAL () { 5 }    # before POE is loaded
    use POE;
    print POE::Kernel::MODE_WR, ' ', POE::Kernel::CHILD_POLLING_INTERVAL, "\n";
    # prints: 1 5

=head1 DESCRIPTION

POE::Kernel loads this module to define its constants. Programs do not load it themselves.

The configurable ones are taken from, in this order: the environment (C<POE_ASSERT_DEFAULT=1> for
C<ASSERT_DEFAULT> and so on), a sub of that name that the program defined in package POE::Kernel
before loading POE, and a default. L<POE::Kernel/CONFIGURATION> lists them.

The fixed ones are numbers and names that loop bridges, introspection modules and tests use:

=over 4

=item C<MODE_*>

the modes of file watchers

=item C<KR_*>, C<SS_*>, C<FNO_*>, C<FMO_*>, C<HSS_*>, C<SH_*>, C<HS_*>, C<SEV_*>, C<PID_*>

places in C<@$poe_kernel> and in the tables found there

=item C<EV_*>, C<ITEM_*>

places in the record of an event and in an item of a queue

=item C<EN_*>, C<ET_*>

names and types of the events that the kernel sends

=item C<SIGTYPE_*>, C<SIGINFO_*>, C<CHILD_*>, C<EA_SEL_*>

kinds of signals, what a family is told of, arguments of file events

=back

=head1 FUNCTIONS

=head2 declare_variables()

Makes C<$poe_kernel> and the other variables of package POE::Kernel usable under C<strict> in every
file that is compiled in that package.

=head2 default($name, $value)

Defines a constant unless it exists. Returns nothing.

=head2 define($name, $value)

Defines or redefines a constant of package POE::Kernel. Returns nothing.

=head2 define_configurable()

Defines the constants that a program or its environment may set.

=head2 define_fixed()

Defines all others.

=head2 define_from_environment()

Takes over every C<POE_NAME> whose NAME begins with C<TRACE_> or C<ASSERT_>, or is known.

=head2 is_defined($name)

Returns whether package POE::Kernel has a sub of that name.

=head2 value_of($text)

Returns the value for the text of an environment variable: a number if it looks like one. Text with
anything but letters, digits, C<_>, C<->, C<.> and C<@> becomes undef.

=head1 SEE ALSO

L<POE::Kernel>

=cut
