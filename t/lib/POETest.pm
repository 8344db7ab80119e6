package POETest;

# Helpers for the behaviour tests: which POE is under test, programs run in a child process with a
# time limit, small sessions, and measurements of memory.

use strict;
use warnings;

use Carp     qw(croak);
use Exporter qw(import);
use Module::Metadata;
use POSIX ();
use Test::More;

our @EXPORT = qw(
    is_upstream
    needs_descriptors
    no_growth
    output_of
    play
    resident_bytes
    run_child
    scaled
    scratch_file
    session
    spawn
    stderr_of
    warnings_of
);

# Folders that this user may not look into make a program that is nowhere one that is forbidden.
$ENV{PATH} = join ':', grep {-x} split /:/, $ENV{PATH} // '/usr/bin:/bin';

# ---------------------------------------------------------------------------
# Which POE

my $upstream;

# Asks the file, so that a test which loads POE only in its children can ask too.
sub is_upstream {
    return $upstream //= _poe_version() < 2;
}

sub _poe_version {
    my $found = Module::Metadata->new_from_module('POE') or croak 'no POE is installed';
    return $found->version->numify;
}

# Seconds that a slow machine may stretch: POE_TEST_TIME_SCALE=5 for valgrind and the like.
sub scaled {
    my ($seconds) = @_;
    return $seconds * ($ENV{POE_TEST_TIME_SCALE} || 1);
}

# Skips a file or a subtest that takes more descriptors than this process may have.
sub needs_descriptors {
    my ($count) = @_;
    my $limit = POSIX::sysconf(POSIX::_SC_OPEN_MAX()) // $count;
    plan(skip_all => "takes $count descriptors, of which there are $limit") if $limit < $count;
    return;
}

# ---------------------------------------------------------------------------
# Programs in a child process

# Runs Perl text and returns { stdout, stderr, status, timed_out }. Options: env => {...}, with undef to
# unset a variable; limit => seconds; switches => [...].
sub run_child {
    my ($code, %option) = @_;
    my ($out, $err)     = (scratch_file(), scratch_file());
    my @command = ($^X, _include_switches(), @{ $option{switches} || [] }, '-e', _numbered($code));
    my $pid     = fork() // croak "fork: $!";
    _become(\@command, $out, $err, $option{env}) unless $pid;
    my $timed_out = _reap($pid, scaled($option{limit} || 60));
    return {
        status    => $?,
        timed_out => $timed_out,
        stdout    => _contents($out),
        stderr    => _contents($err),
    };
}

sub output_of { return run_child(@_)->{stdout} }
sub stderr_of { return run_child(@_)->{stderr} }

sub _include_switches {
    return map {"-I$_"} grep { !ref } @INC;
}

sub _numbered {
    my ($code) = @_;
    return "use strict; use warnings; \$| = 1;\n#line 1 \"child.pl\"\n$code";
}

sub _become {
    my ($command, $out, $err, $env) = @_;
    for my $name (keys %{ $env || {} }) {
        delete $ENV{$name};
        $ENV{$name} = $env->{$name} if defined $env->{$name};
    }
    open STDIN, '<', '/dev/null'     or die "stdin: $!";
    open STDOUT, '>&', $out          or die "stdout: $!";
    open STDERR, '>&', $err          or die "stderr: $!";
    exec { $command->[0] } @$command or die "exec: $!";
}

sub _reap {
    my ($pid, $limit) = @_;
    my $late = 0;
    local $SIG{ALRM} = sub { $late = 1; kill KILL => $pid };
    alarm int($limit + 0.999);
    1 until waitpid($pid, 0) == $pid;
    my $status = $?;
    alarm 0;
    diag "a child ran over its limit of $limit s" if $late;
    $? = $status;
    return $late;
}

# A handle to a file without a name, gone when it is closed.
sub scratch_file {
    open my $handle, '+>', undef or croak "no file to write to: $!";
    return $handle;
}

sub _contents {
    my ($handle) = @_;
    seek $handle, 0, 0;
    local $/;
    return scalar <$handle> // '';
}

# Forks a process that runs the code and exits with what it returns, without any END or DESTROY.
# Upstream first polls for children and then sets its handler of SIGCHLD: it never hears of a process
# that ends in between. There the process waits a little; ours must take it at any moment.
sub spawn {
    my ($code) = @_;
    my $wait   = is_upstream() ? 0.03 : 0;
    my $pid    = fork() // croak "fork: $!";
    return $pid                       if $pid;
    select undef, undef, undef, $wait if $wait;
    POSIX::_exit(eval { $code->() } // 255);
}

# ---------------------------------------------------------------------------
# Sessions

# One session made of inline states; an empty _start is added if there is none.
sub session {
    my %states = @_;
    return POE::Session->create(inline_states => { _start => sub { }, %states });
}

# The same, and runs the kernel until every session has ended.
sub play {
    session(@_);
    POE::Kernel->run;
    return;
}

# The warnings that a piece of code gives, in a list.
sub warnings_of {
    my ($code) = @_;
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    $code->();
    return @warnings;
}

# ---------------------------------------------------------------------------
# Memory

# Runs code N times to warm up and then 10 N times: a leak of one scalar a call cannot hide in the
# memory that the second lot takes. An allocator may still grow by chance, so a lot that grew is
# followed by another, up to three: a leak grows in all of them. If Test::LeakTrace is installed, the
# scalars that ten calls leave are counted too. Where memory is not measured a few calls do.
sub no_growth {
    my ($name, $code, $count) = @_;
    $count ||= 500;
    $count = 10 if $count > 10 && !measures_memory();
    _repeat($code, $count);
    my ($grown, $lots) = (_growth_of($code, 10 * $count), 1);
    $grown = _growth_of($code, 10 * $count) while $grown && $lots++ < 3;
    my $kept = _scalars_kept($code);
    my $good = !$grown && $kept < 10;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok $good, "$name leaves nothing behind"
        or diag "$grown bytes more after ${\ (10 * $count)} calls, $kept scalars after 10";
    return $good;
}

# The bytes by which the process grew, 0 if that is less than a leak would take.
sub _growth_of {
    my ($code, $times) = @_;
    my $before = resident_bytes();
    _repeat($code, $times);
    my $grown = resident_bytes() - $before;
    return $grown > 16_384 + 16 * $times ? $grown : 0;
}

sub _repeat {
    my ($code, $times) = @_;
    $code->() for 1 .. $times;
    return;
}

# POE_TEST_MEMORY=0 is for tools whose own memory would be measured, such as sanitizers.
sub measures_memory { return $ENV{POE_TEST_MEMORY} // 1 }

# What the process takes up, 0 where nobody tells.
sub resident_bytes {
    return 0 if !measures_memory();
    open my $statm, '<', '/proc/self/statm' or return 0;
    my (undef, $pages) = split ' ', readline $statm;
    return $pages * 4096;
}

my $leak_trace = eval { require Test::LeakTrace; 1 };

sub _scalars_kept {
    my ($code) = @_;
    return 0 unless $leak_trace;
    return Test::LeakTrace::leaked_count(sub { _repeat($code, 10) });
}

1;
