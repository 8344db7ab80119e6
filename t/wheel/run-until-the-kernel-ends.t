use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Config;
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# run() returns when the processes are over and the wheels gone, and can be called again.

subtest 'an alias does not hold it' => sub {
    my (%name_of, %status);
    play(
        _start => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $kernel->alias_set('stays');
            my %program = (quick => 'exit 3', slow => 'echo ready; read line');
            for my $name (sort keys %program) {
                my $wheel = $heap->{wheel}{$name} = POE::Wheel::Run->new(
                    Program     => [ 'sh', '-c', $program{$name} ],
                    StdoutEvent => 'ready',
                );
                $name_of{ $wheel->PID } = $name;
                $kernel->sig_child($wheel->PID, 'over');
                $kernel->sig_child('no number', 'over');
            }
        },
        ready => sub { $_[HEAP]{wheel}{slow}->kill('INT') },
        over  => sub {
            my $name = $name_of{ $_[ARG1] };
            $status{$name} = $_[ARG2];
            delete $_[HEAP]{wheel}{$name};
        },
    );
    my %number;
    @number{ split ' ', $Config{sig_name} } = split ' ', $Config{sig_num};
    is_deeply \%status, { quick => 3 << 8, slow => $number{INT} };
};

subtest 'again and again, even if _stop dies' => sub {
    for my $turn (1 .. 8) {
        my ($said, $status) = ('');
        my $lived = eval {
            play(
                _start => sub {
                    $_[HEAP]{wheel} = POE::Wheel::Run->new(
                        Program     => "echo $turn; sleep 0.1",
                        StdoutEvent => 'said', CloseEvent => 'closed',
                    );
                    $_[KERNEL]->sig_child($_[HEAP]{wheel}->PID, 'over');
                },
                said   => sub { $said .= $_[ARG0] },
                closed => sub { delete $_[HEAP]{wheel} },
                over   => sub { $status = $_[ARG2] },
                _stop  => sub { die "bad exit\n" if $turn % 2 },
            );
            1;
        };
        my $reason = $lived ? '' : $@;
        is $reason, $turn % 2 ? "bad exit\n" : '', "run $turn";
        is $said, $turn;
        is $status, 0;
    }
};

by_fork_too();
done_testing;
