use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

sub index_of {
    my ($log, $name) = @_;
    my @all = @{ $log->{all} };
    return (grep { $all[$_] eq $name } 0 .. $#all)[-1];
}

subtest 'comes when both outputs are at their ends' => sub {
    for my $first (1, 2) {
        my $log
            = run_wheel(Program => "echo a; echo b >&2; exec $first>&-; echo c >&\$((3 - $first))");
        is @{ $log->{close} }, 1;
        ok index_of($log, $_) < index_of($log, 'close'), "after $_" for qw(stdout stderr error);
        is @{ $log->{error} }, 2;
        is @{ $log->{stdout} } + @{ $log->{stderr} }, 3, 'nothing is lost';
    }
};

# Ends when it is told: outputs first or process first.
my $OUTPUT_FIRST  = 'close STDOUT; close STDERR; readline STDIN';
my $PROCESS_FIRST = 'if (fork) { exit } readline STDIN; print "late\n"';

subtest 'before the process is over' => sub {
    my $log = run_wheel(
        Program => perl_program($OUTPUT_FIRST),
        on      => { close => sub { $_[1]{wheel}->shutdown_stdin } },
    );
    ok index_of($log, 'close') < index_of($log, 'status');
};

subtest 'or after it' => sub {
    my $log = run_wheel(
        Program => perl_program($PROCESS_FIRST),
        on      => { status => sub { $_[1]{wheel}->shutdown_stdin } },
    );
    ok index_of($log, 'close') > index_of($log, 'status');
    is_deeply $log->{stdout}, ['late'];
};

subtest 'of the one output that is listened to' => sub {
    for my $output (qw(Stdout Stderr)) {
        my $log = run_wheel(Program => 'echo a >/dev/null', events => [ $output, 'Close' ]);
        is @{ $log->{close} }, 1, $output;
    }
};

subtest 'never without an output that is listened to' => sub {
    my $log = run_wheel(Program => ['true'], events => [qw(Stdin Error Close)]);
    is_deeply $log->{all}, ['status'];
};

subtest 'a failure to write is none of its business' => sub {
    my $log = run_wheel(
        Program => perl_program('close STDIN; print "ready\n"; sleep 1; print "end\n"'),
        on      => {
            stdout => sub { $_[1]{wheel}->put('x') if $_[2] eq 'ready' }
        },
    );
    is_deeply $log->{stdout}, [ 'ready', 'end' ];
    is_deeply [ map {"@$_[0, 4]"} @{ $log->{error} } ],
        [ 'write STDIN', ('read STDOUT', 'read STDERR')[ _order($log) ] ];
    is @{ $log->{close} }, 1;
};

sub _order { return $_[0]{error}[1][4] eq 'STDOUT' ? (0, 1) : (1, 0) }

subtest 'whatever event() does meanwhile' => sub {
    plan skip_all => 'upstream forgets what has ended' if is_upstream();
    my $ends_twice = 'exec 2>&-; read line; echo out; read line';
    for my $change ([ StdoutEvent => 'stdout' ], [ StdoutEvent => undef ], [ ErrorEvent => undef ])
    {
        my $log = run_wheel(
            Program => $ends_twice,
            on      => {
                error => sub {
                    my ($log, $heap, undef, undef, undef, undef, $name) = @_;
                    $heap->{wheel}->event(@$change) if $name eq 'STDERR';
                    $heap->{wheel}->shutdown_stdin  if $name eq 'STDERR';
                },
            },
        );
        is @{ $log->{close} }, 1, "one, though $change->[0] changed";
        is $log->{all}[-1], 'close' if $log->{all}[-1] ne 'status';
    }
};

subtest 'an output without an event counts' => sub {
    plan skip_all => 'upstream does not wait for the other output' if is_upstream();
    my $log = run_wheel(
        Program => 'echo a; exec >&-; read line; echo b >&2',
        on      => {
            start => sub { $_[1]{wheel}->event(StdoutEvent => undef) },
            error => sub { $_[1]{wheel}->shutdown_stdin },
        },
    );
    is_deeply $log->{stdout}, [], 'its records are dropped';
    is_deeply $log->{stderr}, ['b'];
    ok index_of($log, 'close') > index_of($log, 'stderr');
};

subtest 'it has the ID of the wheel' => sub {
    my $id;
    my $log = run_wheel(Program => ['true'], on => { close => sub { $id = $_[2] } });
    is $id, $log->{id};
};

by_fork_too();
done_testing;
