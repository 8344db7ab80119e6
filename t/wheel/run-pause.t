use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# The program writes to the paused output first; when what it writes next to the other arrives, the
# first would have arrived, too.
my %OTHER = (stdout => 'stderr', stderr => 'stdout');

for my $name (sort keys %OTHER) {
    subtest "$name waits until it is resumed" => sub {
        my ($pause, $resume) = ("pause_$name", "resume_$name");
        my ($paused, $other) = map {uc} $name, $OTHER{$name};
        my $log = run_wheel(
            Program => perl_program(
                "print $paused qq(paused\\n); select undef, undef, undef, 0.1;
                print $other qq(other\\n); readline STDIN; print $paused qq(more\\n)"
            ),
            on => {
                start         => sub { is scalar($_[1]{wheel}->$pause), 1, "$pause returns 1" },
                $OTHER{$name} => sub {
                    my ($log, $heap) = @_;
                    is_deeply $log->{$name}, [], 'nothing yet';
                    is scalar($heap->{wheel}->$resume), 1, "$resume returns 1";
                    $heap->{wheel}->shutdown_stdin;
                },
            },
        );
        is_deeply $log->{$name}, [ 'paused', 'more' ];
        is @{ $log->{close} }, 1;
    };
}

subtest 'twice is once' => sub {
    my $log = run_wheel(
        Program => ['true'],
        on      => {
            start => sub {
                my $wheel = $_[1]{wheel};
                is $wheel->$_, 1, $_ for qw(pause_stdout pause_stdout resume_stdout resume_stdout);
            }
        },
    );
    is @{ $log->{close} }, 1;
};

subtest 'an output without a handle' => sub {
    run_wheel(
        Program => ['true'],
        events  => [],
        on      => {
            start => sub {
                my $wheel = $_[1]{wheel};
                is_deeply [ $wheel->$_ ], [], "$_ returns nothing"
                    for qw(pause_stdout pause_stderr resume_stdout resume_stderr);
            }
        },
    );
};

subtest 'an output at its end' => sub {
    my $wheel;
    run_wheel(
        Program => 'exec >&-; read line',
        on      => {
            start => sub { $wheel = $_[1]{wheel} },
            close => sub {
                is $wheel->$_, 0, "$_ has nothing to do after it"
                    for qw(pause_stdout resume_stdout);
                undef $wheel;
            },
            error => sub {
                my ($log, $heap, @args) = @_;
                return if $args[4] ne 'STDOUT';
                ok eval { $heap->{wheel}->$_; 1 }, $_ for qw(pause_stdout resume_stdout);
                $heap->{wheel}->shutdown_stdin;
            }
        },
    );
};

by_fork_too();
done_testing;
