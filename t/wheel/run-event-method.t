use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

my $ECHO = perl_program('while (<STDIN>) { print "out $_"; print STDERR "err $_" }');

subtest 'new names hold at once' => sub {
    my $log = run_wheel(
        Program => $ECHO,
        on      => {
            start  => sub { $_[1]{wheel}->put('1') },
            stdout => sub {
                my ($log, $heap) = @_;
                return $heap->{wheel}->shutdown_stdin if @{ $log->{stdout} } > 1;
                $heap->{wheel}->event(StdoutEvent => 'stdin', StdinEvent => 'stderr');
                $heap->{wheel}->event(StdoutEvent => 'stdout');
                $heap->{wheel}->put('2');
            },
        },
    );
    is_deeply $log->{stdout}, [ 'out 1', 'out 2' ];
    is_deeply [ sort @{ $log->{stderr} } ], [ $log->{id}, 'err 1', 'err 2' ],
        'StdinEvent came under its new name';
};

subtest 'an event can be taken away and given back' => sub {
    my $log = run_wheel(
        Program => $ECHO,
        events  => [qw(Stdin Stdout Stderr Error Close)],
        on      => {
            start  => sub { $_[1]{wheel}->event(StdoutEvent => undef); $_[1]{wheel}->put('1') },
            stderr => sub {
                my ($log, $heap) = @_;
                return $heap->{wheel}->shutdown_stdin if @{ $log->{stderr} } > 1;
                $heap->{step}++;
                $heap->{wheel}->event(StdoutEvent => 'stdout');
                $heap->{wheel}->put('2');
            },
        },
    );
    is $log->{stdout}[-1], 'out 2';
    is @{ $log->{close} }, 1;
};

subtest 'an output that had no event stays silent' => sub {
    my $log = run_wheel(
        Program        => 'echo a; echo b >&2',
        RedirectStdout => '/dev/null',
        events         => [qw(Stderr Close)],
        on             => { start => sub { $_[1]{wheel}->event(StdoutEvent => 'stdout') } },
    );
    is_deeply $log->{stdout}, [];
    is_deeply $log->{stderr}, ['b'];
};

subtest 'errors and the end' => sub {
    my $log = run_wheel(
        Program => ['true'],
        events  => [qw(Stdout Stderr)],
        on      => {
            start => sub { $_[1]{wheel}->event(ErrorEvent => 'error', CloseEvent => 'close') }
        },
    );
    is @{ $log->{error} }, 2;
};

subtest 'what it does not know it warns of' => sub {
    my $log = run_wheel(
        Program => ['true'],
        on      => {
            start => sub {
                my $wheel = $_[1]{wheel};
                my @warnings
                    = warnings_of(sub { $wheel->event(NoEvent => 'x') });
                is @warnings, 1;
                like $warnings[0], qr/\Aignoring unknown Run parameter 'NoEvent' at \Q$0\E line/;
                is_deeply [ warnings_of(sub { $wheel->event }) ], [], 'nothing is fine';
                is_deeply [ warnings_of(sub { $wheel->event('StdinEvent') }) ], [],
                    'no name is undef';
            }
        },
    );
    is_deeply $log->{stdin}, [];
};

subtest 'a wheel outlives no warning' => sub {
    plan skip_all => 'upstream, splicing @_, keeps the wheel for ever' if is_upstream();
    my $there;
    run_wheel(
        Program => ['true'],
        on      => {
            start => sub {
                require Scalar::Util;
                my $wheel = $there = $_[1]{wheel};
                Scalar::Util::weaken($there);
                is warnings_of(sub { $wheel->event(NoEvent => 'x', Conduit => 'pty') }), 2;
            }
        },
    );
    is $there, undef;
};

subtest 'a terminal has no StderrEvent' => sub {
    pty_or_skip();
    run_wheel(
        Program => ['true'],
        Conduit => 'pty',
        events  => [qw(Stdout Close)],
        on      => {
            start => sub {
                my $wheel    = $_[1]{wheel};
                my @warnings = warnings_of(sub { $wheel->event(StderrEvent => 'x') });
                like $warnings[0], qr/\Aignoring StderrEvent on a pty conduit at \Q$0\E line/;
            }
        },
    );
};

by_fork_too();
done_testing;
