package LoopSuite;

# Generates upstream's tests of event loops (POE::Test::Loops) for one loop and runs each as a subtest
# in a child process with a time limit.

use strict;
use warnings;

use OwnNetwork;
use Exporter    qw(import);
use File::Temp  qw(tempdir);
use RealProgram qw(have needs run_program);
use Test::More;

our @EXPORT = qw(bridge_passes_suite passes_suite);

my $limit = 60;    # seconds for one generated test

# One of upstream's tests looks at its last read alone for what a child and its parent write: on a busy machine that
# comes in two. When nothing else failed the file is run again, twice at most.
my $in_one_read = qr/- stdio\/redirection$/;

sub passes_suite {
    my ($loop) = @_;
    needs('POE::Test::Loops', "POE::Loop::$loop");
    _passes($loop, $_) for _generate($loop);
    done_testing();
    return;
}

# Those tests in which a bridge has most to do; POE_TEST_FULL=1 has them all.
my %is_for_bridges = map { $_ => 1 } qw(
    comp_tcp k_alarms k_aliases k_run_returns k_selects k_sig_child k_signals_rerun sbk_signal_init
    wheel_readwrite wheel_run wheel_sf_tcp z_kogman_sig_order z_leolo_wheel_run z_rt39872_sigchld
    z_steinert_signal_integrity
);

# Those whose file may have the name of one that is here.
my %is_bridge;

# A bridge of t/lib/Bridges to a toolkit; once for each value of a variable that tells the toolkit what to
# stand on, if there is one.
sub bridge_passes_suite {
    my ($loop, $toolkit, $variable, @values) = @_;
    needs('POE::Test::Loops', $toolkit, "POE::Loop::$loop");
    $is_bridge{$loop} = 1;
    my @tests = _generate($loop);
    @tests = grep { $is_for_bridges{ _name_of($_) } } @tests if !$ENV{POE_TEST_FULL};
    for my $value (@values) {
        subtest $value => sub { _passes($loop, $_, $variable => $value) for @tests };
    }
    if (!@values) { _passes($loop, $_) for @tests }
    done_testing();
    return;
}

my $folder;

sub _generate {
    my ($loop) = @_;
    $folder = tempdir(CLEANUP => 1);
    require POE::Test::Loops;
    POE::Test::Loops::generate($folder, [$loop], 0);
    my @tests = sort glob "$folder/*/*.t";
    cmp_ok(scalar @tests, '>', 30, 'the suite is complete');
    return @tests;
}

sub _name_of {
    my ($test) = @_;
    return $test =~ m{([^/]+)\.t\z} ? $1 : $test;
}

sub _passes {
    my ($loop, $test, %env) = @_;
    my $name = _name_of($test);
    my ($result, $tap);
    for (1 .. 3) {
        $result = _run($loop, $test, %env);
        $tap    = _verdict($result->said);
        last if !$tap->{failed} || grep { !/$in_one_read/ } _failures($result->said);
    }
    return subtest $name, sub { plan skip_all => $tap->{skipped} }
        if defined $tap->{skipped};
    my @elsewhere
        = grep { $_ ne "POE/Loop/$loop.pm" || !$is_bridge{$loop} } $result->foreign_modules;
    is("@elsewhere", '', "$name: all that is here was taken from here");
    ok(
        !$result->timed_out && $result->status == 0 && $tap->{complete} && !$tap->{failed},
        "$name: $tap->{passed}"
    ) or diag $result->said;
    return;
}

sub _run {
    my ($loop, $test, %env) = @_;
    return run_program(
        $test,
        limit => $limit,
        env   => { %env, POE_EVENT_LOOP => "POE::Loop::$loop", HARNESS_ACTIVE => 1 },
        files => ['run_network_tests'],
    );
}

sub _failures {
    return grep { !/#\s*todo/i } $_[0] =~ /^(not ok\b.*)/mg;
}

sub _verdict {
    my ($said) = @_;
    my ($planned, $why) = $said =~ /^1\.\.(\d+)(?:\s*#\s*skip\S*\s*(.*))?/mi;
    return { skipped => $why || 'no reason given' } if defined $planned && !$planned;
    my $passed = () = $said =~ /^ok\b/mg;
    my $failed = () = _failures($said);
    my $todo   = () = $said =~ /^not ok\b.*#\s*todo/mgi;
    return {
        passed   => $passed, failed => $failed,
        complete => $planned && $passed + $failed + $todo == $planned
    };
}

1;
