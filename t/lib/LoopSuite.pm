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

our @EXPORT = qw(passes_suite);

my $limit = 60;    # seconds for one generated test

# One of upstream's tests looks at its last read alone for what a child and its parent write: on a busy machine that
# comes in two. When nothing else failed the file is run again, twice at most.
my $in_one_read = qr/- stdio\/redirection$/;

sub passes_suite {
    my ($loop) = @_;
    needs('POE::Test::Loops', "POE::Loop::$loop");
    my $folder = tempdir(CLEANUP => 1);
    require POE::Test::Loops;
    POE::Test::Loops::generate($folder, [$loop], 0);
    my @tests = sort glob "$folder/*/*.t";
    cmp_ok(scalar @tests, '>', 30, 'the suite is complete');
    _passes($loop, $_) for @tests;
    done_testing();
    return;
}

sub _passes {
    my ($loop, $test) = @_;
    my ($name) = $test =~ m{([^/]+)\.t\z};
    my ($result, $tap);
    for (1 .. 3) {
        $result = _run($loop, $test);
        $tap    = _verdict($result->said);
        last if !$tap->{failed} || grep { !/$in_one_read/ } _failures($result->said);
    }
    return subtest $name, sub { plan skip_all => $tap->{skipped} }
        if defined $tap->{skipped};
    is(join(' ', $result->foreign_modules), '', "$name: all that is here was taken from here");
    ok(
        !$result->timed_out && $result->status == 0 && $tap->{complete} && !$tap->{failed},
        "$name: $tap->{passed}"
    ) or diag $result->said;
    return;
}

sub _run {
    my ($loop, $test) = @_;
    return run_program(
        $test,
        limit => $limit,
        env   => { POE_EVENT_LOOP => "POE::Loop::$loop", HARNESS_ACTIVE => 1 },
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
