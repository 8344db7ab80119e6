package WheelRun;

# Helpers for the tests of POE::Wheel::Run: one wheel in one session, from start to end, and the same
# tests once more with programs started by fork.

use strict;
use warnings;

use Exporter qw(import);
use POETest;
use Test::More;

use POE qw(Wheel::Run);

our @EXPORT = qw(by_fork_too open_descriptors pty_or_skip run_wheel perl_program);

my @PERL = ($^X, map {"-I$_"} grep { !ref } @INC);

# The file that runs, run again with programs started by fork. What it says is shown if it fails.
sub by_fork_too {
    return if is_upstream() or $ENV{POE_WHEEL_RUN_FORK};
    local $ENV{POE_WHEEL_RUN_FORK} = 1;
    my $command = join ' ', map {quotemeta} @PERL, $0;
    my $said    = `$command 2>&1`;
    ok !$?, 'the same when programs are started by fork'
        or diag join '', grep { !/\A *(?:ok|# Subtest|1\.\.)/ } split /^/, $said;
    return;
}

# Runs a wheel until its process was reaped and, if CloseEvent is due, all outputs are at their ends.
# The options are the wheel's, but for
#   events  => [qw(Stdout Stderr ...)]   those that it is given; all but Stdin by default
#   on      => { stdout => sub {...} }   called in the handlers of start, stdin, stdout, stderr, error,
#                                        close, status with the log, the heap and the event's arguments
#   limit   => seconds
# Returns the log: lists by event, and all => the events in order.
sub run_wheel {
    my (%option) = @_;
    my $events   = delete $option{events} || [qw(Stdout Stderr Error Close)];
    my $on       = delete $option{on}     || {};
    my $limit    = delete $option{limit}  || 20;
    my $log      = { all => [], map { $_ => [] } qw(stdin stdout stderr error close status) };
    my %heap
        = (log => $log, on => $on, limit => scaled($limit), awaits => _awaited(\%option, $events));
    $heap{make} = sub {
        POE::Wheel::Run->new(%option, map { ("${_}Event" => lc $_) } @$events);
    };
    POE::Session->create(
        heap           => \%heap,
        package_states => [
            __PACKAGE__,
            {
                _start => '_begin', stdin => '_other', stdout => '_output', stderr  => '_output',
                error  => '_other', close => '_other', status => '_other', too_long => '_too_long',
                nudge  => '_nudge',
            },
        ],
    );
    POE::Kernel->run;
    return $log;
}

sub _awaited {
    my ($option, $events) = @_;
    my %has    = map { $_ => 1 } @$events;
    my $closes = $has{Close} && ($has{Stdout} || $has{Stderr});
    return { status => 1, $closes ? (close => 1) : () };
}

sub _begin {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $wheel = $heap->{wheel} = $heap->{make}->();
    $heap->{log}{pid} = $wheel->PID;
    $heap->{log}{id}  = $wheel->ID;
    $kernel->sig_child($wheel->PID, 'status');
    $kernel->delay(too_long => $heap->{limit});
    $kernel->delay(nudge    => 0.2) if is_upstream();
    _hook($heap, 'start');
    return;
}

# Upstream may not hear of a process that has ended while its ID was handed to sig_child.
sub _nudge {
    kill CHLD => $$;
    return;
}

sub _hook {
    my ($heap, $name, @args) = @_;
    my $hook = $heap->{on}{$name} or return;
    $hook->($heap->{log}, $heap, @args);
    return;
}

sub _output {
    my ($heap, $name, $record) = @_[ HEAP, STATE, ARG0 ];
    push @{ $heap->{log}{$name} }, $record;
    push @{ $heap->{log}{all} }, $name;
    _hook($heap, $name, @_[ ARG0 .. $#_ ]);
    return;
}

# ARG2 of an error is kept as it came; of a status only the number.
sub _other {
    my ($kernel, $heap, $name) = @_[ KERNEL, HEAP, STATE ];
    my @args = @_[ ARG0 .. $#_ ];
    push @{ $heap->{log}{$name} }, $name eq 'status' ? $args[2] : $name eq 'error' ? [@args] : 1;
    push @{ $heap->{log}{all} }, $name;
    _hook($heap, $name, @args);
    delete $heap->{awaits}{$name};
    return if keys %{ $heap->{awaits} };
    delete $heap->{wheel};
    $kernel->delay($_) for qw(too_long nudge);
    return;
}

sub _too_long {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    fail 'the wheel ended in time' or diag explain $heap->{log};
    kill KILL => $heap->{log}{pid};
    $kernel->sig_child($heap->{log}{pid});
    delete $heap->{wheel};
    return;
}

# Perl code as a program.
sub perl_program { return [ $^X, '-e', "\$| = 1; $_[0]" ] }

sub open_descriptors {
    opendir my $folder, '/proc/self/fd' or plan skip_all => 'needs /proc';
    return scalar grep {/\A\d/} readdir $folder;
}

sub pty_or_skip {
    plan skip_all => 'needs IO::Pty' unless eval { require IO::Pty };
    return;
}

1;
