use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# Programs as they are found on most systems.

sub has { return !system "command -v $_[0] >/dev/null 2>&1" }

sub need {
    my ($program) = @_;
    plan skip_all => "needs $program" unless has($program);
    return;
}

# Puts all the lines and ends the input.
sub fed {
    my ($program, $lines, %option) = @_;
    return run_wheel(
        Program => $program,
        events  => [qw(Stdin Stdout Stderr Error Close)],
        %option,
        on => {
            start => sub { $_[1]{wheel}->put(@$lines) },
            stdin => sub { $_[1]{wheel}->shutdown_stdin },
        },
    );
}

subtest 'cat' => sub {
    need('cat');
    my $lines = [ map {"line $_"} 1 .. 5_000 ];
    is_deeply fed(['cat'], $lines)->{stdout}, $lines;
};

subtest 'sort' => sub {
    need('sort');
    my @lines = map {"$_ bottles"} 1 .. 99;
    is_deeply fed([qw(sort -nr)], \@lines)->{stdout}, [ reverse @lines ];
};

subtest 'sh, a command at a time' => sub {
    need('sh');
    my @commands = ('x=7', 'echo $x', 'echo $((x * 6))', 'ls /no/such/file', 'exit 9');
    my $log      = run_wheel(
        Program => ['sh'],
        on      => {
            start  => sub { $_[1]{wheel}->put(@commands[ 0 .. 2 ]) },
            stdout => sub { $_[1]{wheel}->put(@commands[ 3, 4 ]) if $_[2] eq '42' },
        },
    );
    is_deeply $log->{stdout}, [ 7, 42 ];
    like "@{ $log->{stderr} }", qr{/no/such/file};
    is_deeply $log->{status}, [ 9 << 8 ];
};

subtest 'bc, question and answer' => sub {
    need('bc');
    my $number = 1;
    my $log    = run_wheel(
        Program => ['bc'],
        on      => {
            start  => sub { $_[1]{wheel}->put('2 ^ 1') },
            stdout => sub {
                my ($log, $heap) = @_;
                $heap->{wheel}->put(++$number > 64 ? 'quit' : "2 ^ $number");
            },
        },
    );
    is $log->{stdout}[-1], '18446744073709551616';
    is @{ $log->{stdout} }, 64;
    is_deeply $log->{status}, [0];
};

subtest 'sh on a terminal knows it' => sub {
    pty_or_skip();
    my $log = run_wheel(
        Program => [ 'sh', '-c', 'test -t 0 && test -t 1 && test -t 2 && echo terminal' ],
        Conduit => 'pty',
        events  => [qw(Stdout Close)],
    );
    is_deeply $log->{stdout}, ['terminal'];
};

subtest 'a pipe of programs' => sub {
    need('tr');
    is_deeply fed('cat | tr a-z A-Z | sort', [qw(b a)])->{stdout}, [qw(A B)];
};

subtest 'a daemon that closes its outputs' => sub {
    my $log = run_wheel(
        Program => perl_program(
            'print "started\n"; exit if fork; close STDOUT; close STDERR; close STDIN; sleep 1'),
        limit => 40,
    );
    is_deeply $log->{stdout}, ['started'];
    is @{ $log->{close} }, 1;
};

by_fork_too();
done_testing;
