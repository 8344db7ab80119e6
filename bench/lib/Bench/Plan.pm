package Bench::Plan;

# What is measured, with which program, on what, and what it should reach.
#   beside  the figure that ours is divided by; absolute limits have none
#   want    the least ratio, or with `most` the greatest value of ours
#   cost    the figure is one where less is better

use strict;
use warnings;

use FindBin;

my @ALL      = qw(upstream ours);
my @WITH_EV  = (@ALL, 'ev');
my @WITH_ALL = (@WITH_EV, 'async', 'bare');

my @ROWS = (
    { name => 'yield', program => 'yield', on => \@ALL, beside => 'upstream', want => 20 },
    { name => 'yield', program => 'yield', on => \@ALL, beside => 'floor', want    => 0.6 },
    { name => 'post', program  => 'post', on  => \@ALL, beside => 'upstream', want => 20 },
    { name => 'post', program  => 'post', on  => \@ALL, beside => 'floor', want    => 0.6 },
    { name => 'call', program  => 'call', on  => \@ALL, beside => 'upstream', want => 10 },
    {
        name => 'round_robin', program => 'round-robin', on => \@ALL, beside => 'upstream',
        want => 25
    },
    { name => 'session', program => 'session', on => \@ALL, beside => 'upstream', want => 8 },
    {
        name => 'alarm_set', program => 'alarms alarm_set', on => \@WITH_EV, beside => 'ev',
        want => 0.5
    },
    {
        name => 'alarm_remove', program => 'alarms alarm_remove', on => \@WITH_EV, beside => 'ev',
        want => 0.8
    },
    {
        name => 'delay_adjust', program => 'alarms delay_adjust', on => \@WITH_EV, beside => 'ev',
        want => 0.8
    },
    { name => 'delay', program => 'delay', on => \@WITH_EV, beside => 'ev', want => 0.25 },
    (
        map {
            +{
                name => "select_$_", program => "select $_", on => \@WITH_EV, beside => 'ev',
                want => 0.8
            }
        } 0,
        500,
        5000
    ),
    { name => 'late_p50', program       => 'lateness', on => \@ALL, most => 0.1 },
    { name => 'late_p99', program       => 'lateness', on => \@ALL, most => 2 },
    { name => 'late_cpu', program       => 'lateness', on => \@ALL, most => 6 },
    { name => 'signal', program         => 'signal', on => \@ALL, beside => 'upstream', want => 6 },
    { name => 'load_ms', program        => 'load', on   => \@ALL, most   => 20, once         => 1 },
    { name => 'load_mib', program       => 'load', on   => \@ALL, most   => 9, once          => 1 },
    { name => 'memory_session', program => 'memory session', on => \@ALL, most => 1200, once => 1 },
    { name => 'memory_alarm', program   => 'memory alarm', on   => \@ALL, most => 260, once  => 1 },
    _against_upstream('filter_line_auto', 'filter line_auto', 12),
    _against_upstream('filter_line_literal', 'filter line_literal', 8),
    _against_upstream('filter_block', 'filter block', 4),
    _against_upstream('filter_block_fixed', 'filter block_fixed', 4),
    _against_upstream('reference', 'reference', 1.5),
    _against_upstream('read_write_line', 'read-write line', 8),
    {
        name   => 'read_write_line', program => 'read-write line', on => \@WITH_EV,
        beside => 'ev', want                 => 0.7
    },
    {
        name   => 'read_write_stream', program => 'read-write stream', on => \@WITH_EV,
        beside => 'ev', want                   => 0.9
    },
    _against_upstream('http', 'http', 2.5),
    { name => 'http', program => 'http', on => \@WITH_EV, beside => 'ev', want => 1 },
    (map { _tcp('line_1', @$_) } [ upstream => 4 ], [ ev => 1.5 ], [ bare => 0.9 ]),
    (
        map { _tcp('line_16', @$_) } [ upstream => 6 ],
        [ ev => 4 ], [ async => 4 ], [ bare => 0.6 ]
    ),
    _tcp('connection', upstream => 4),
    (
        map { +{ program => 'tcp idle', on => [qw(ours ev bare)], once => 1, %$_ } }
            { name => 'tcp_idle_bytes', most => 6144 },
        { name => 'tcp_idle_line', beside => 'ev', want => 1 },
    ),
    _against_upstream('wheel_run', 'wheel-run', 2.5),
    _against_upstream('wheel_run_big', 'wheel-run 100', 2.5),
    (map { _growth('alarms', $_, 1000) } 10_000, 100_000, 1_000_000),
    (map { _growth('sessions', $_, 10) } 1000, 100_000),
);

sub _against_upstream {
    my ($name, $program, $want) = @_;
    return {
        name => $name, program => $program, on => \@WITH_EV, beside => 'upstream',
        want => $want
        }
        if -e "$FindBin::Bin/ev/" . ($program =~ s/ .*//r) . '.pl';
    return { name => $name, program => $program, on => \@ALL, beside => 'upstream', want => $want };
}

# Two rows for the TCP server: lines a second, which a busy client limits too, and what each costs the
# server.
sub _tcp {
    my ($what, $beside, $want) = @_;
    my %row = (program => "tcp $what", on => \@WITH_ALL, beside => $beside, want => $want);
    return ({ %row, name => "tcp_$what" }, { %row, name => "tcp_${what}_cpu", cost => 1 });
}

# A row that compares ours with ours, at the smallest number.
sub _growth {
    my ($kind, $number, $least) = @_;
    return {
        name    => "growth_${kind}_$number",
        program => "growth $kind $number",
        needs   => "growth $kind $least",
        first   => "growth_${kind}_$least",
        on      => ['ours'],
        growth  => 4,
        once    => 1,
    };
}

sub rows { return @ROWS }

# Each program to run: { program, on, once }, without repetition and the floor where a row needs it.
sub programs {
    my (@rows) = @_;
    my (%seen, @programs);
    for my $row (@rows) {
        my @due = map { +{ %$row, program => $_ } } grep {defined} $row->{needs}, $row->{program};
        push @due, { program => 'floor', on => ['floor'] } if ($row->{beside} // '') eq 'floor';
        push @programs, grep { !$seen{ $_->{program} }++ } @due;
    }
    return @programs;
}

1;
