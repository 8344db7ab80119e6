use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Config;
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

my $WAITS
    = perl_program('$SIG{USR1} = sub { print "caught\n" }; print "ready\n"; sleep 1 for 1 .. 20');

my %number;
@number{ split ' ', $Config{sig_name} } = split ' ', $Config{sig_num};

sub killed_by {
    my (@signal) = @_;
    return run_wheel(
        Program => $WAITS,
        on      => { stdout => sub { is $_[1]{wheel}->kill(@signal), 1, 'returns 1' } },
    )->{status}[0];
}

subtest 'TERM by default' => sub {
    is killed_by(), $number{TERM};
    is killed_by(undef), $number{TERM};
};

subtest 'by name and number' => sub {
    is killed_by('KILL'), $number{KILL};
    is killed_by('SIGINT'), $number{INT};
    is killed_by($number{HUP}), $number{HUP};
};

subtest 'the program may catch it' => sub {
    my $log = run_wheel(
        Program => $WAITS,
        on      => { stdout => sub { $_[1]{wheel}->kill($_[2] eq 'ready' ? 'USR1' : 'TERM') } },
    );
    is_deeply $log->{stdout}, [ 'ready', 'caught' ];
};

subtest 'an unknown name is no signal and no exception' => sub {
    run_wheel(
        Program => $WAITS,
        on      => {
            stdout => sub {
                my $wheel = $_[1]{wheel};
                ok !$wheel->kill('NOSUCH');
                is $wheel->kill(0), 1, '0 asks';
                $wheel->kill;
            }
        },
    );
};

subtest 'a process that is gone' => sub {
    my $log = run_wheel(
        Program => ['true'],
        events  => [],
        on      => { status => sub { is $_[1]{wheel}->kill, 0, 'returns 0' } },
    );
    is_deeply $log->{status}, [0];
};

subtest 'its whole group' => sub {
    my $log = run_wheel(
        Program => perl_program('fork; print "ready\n"; sleep 20'),
        on      => {
            stdout => sub { $_[1]{wheel}->kill('-TERM') if @{ $_[0]{stdout} } == 2 }
        },
    );
    is @{ $log->{close} }, 1, 'nobody has the outputs any more';
};

subtest 'the process ends with its wheel only if it reads' => sub {
    my $log = run_wheel(
        Program => perl_program('print "ready\n"; readline STDIN; exit 5'),
        events  => ['Stdout'],
        on      => { stdout => sub { delete $_[1]{wheel} } },
    );
    is_deeply $log->{status}, [ 5 << 8 ];
};

by_fork_too();
done_testing;
