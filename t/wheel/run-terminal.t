use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

pty_or_skip();

my @TERMINAL = (Conduit => 'pty', events => [qw(Stdout Close)]);

subtest '10,000 lines are answered in order' => sub {
    my ($lines, $sent, $wrong) = (10_000, 0, 0);
    my $answering = perl_program('while (<STDIN>) { chomp; print "<$_>\n"; last if /end/ }');
    my $log       = run_wheel(
        Program => $answering,
        @TERMINAL,
        limit => 60,
        on    => {
            start  => sub { $_[1]{wheel}->put("line $sent") },
            stdout => sub {
                my ($log, $heap, $answer) = @_;
                $wrong++ if $answer ne "<line $sent>" and $answer ne '<end>';
                $heap->{wheel}->put(++$sent < $lines ? "line $sent" : 'end') if $sent < $lines;
            },
        },
    );
    is @{ $log->{stdout} }, $lines + 1, 'answers';
    is $wrong, 0, 'none is wrong';
    is_deeply $log->{status}, [0];
};

subtest 'many lines at once, too' => sub {
    my $lines = 2_000;
    my $count = perl_program("while (<STDIN>) { print; last if \$. == $lines }");
    my $log   = run_wheel(
        Program => $count, @TERMINAL,
        on      => {
            start => sub {
                $_[1]{wheel}->put(map {"line $_"} 1 .. $lines);
            }
        },
    );
    is_deeply $log->{stdout}, [ map {"line $_"} 1 .. $lines ];
};

subtest 'nothing is made of what is sent' => sub {
    my $octets = join '', map {chr} 0 .. 255;
    my $show   = perl_program('binmode STDOUT; $/ = \256; my $in = <STDIN>; print $in, "end"');
    my $got    = '';
    require POE::Filter::Stream;
    run_wheel(
        Program => $show, @TERMINAL, StdioFilter => POE::Filter::Stream->new,
        on      => {
            start  => sub { $_[1]{wheel}->put($octets) },
            stdout => sub { $got .= $_[2] },
        },
    );
    is unpack('H*', $got), unpack('H*', $octets . 'end'), 'each octet goes both ways as it is';
};

sub settings {
    my (%option) = @_;
    plan skip_all => 'needs stty' if system 'stty --version >/dev/null 2>&1';
    return join ' ', @{ run_wheel(Program => 'stty -a', @TERMINAL, %option)->{stdout} };
}

subtest 'the terminal is raw' => sub {
    my $settings = settings();
    like $settings, qr/(?<!\S)-\Q$_\E\b/, $_
        for qw(icanon echo isig iexten icrnl inlcr igncr ixon istrip opost);
    like $settings, qr/\bmin = 1; time = 0;/;
};

subtest 'Winsize' => sub {
    my @size = (25, 91);
    like settings(), qr/rows 0; columns 0;/, 'none';
    like settings(Winsize => \@size), qr/rows 25; columns 91;/, 'rows and columns';
    is_deeply \@size, [ 25, 91, 91 * 9, 25 * 16 ], 'pixels are added';
    like settings(Winsize => [ 10, 20, 30, 40 ], Conduit => 'pty-pipe'), qr/rows 10; columns 20;/;
};

subtest 'pixels of the window' => sub {
    my $request = eval { IO::Tty::Constant::TIOCGWINSZ() };
    plan skip_all => 'needs TIOCGWINSZ' unless $request;
    my $tell = perl_program("my \$size = ''; ioctl STDIN, $request, \$size or die \$!;"
            . 'print join(" ", unpack "S4", $size), "\n"');
    my $log = run_wheel(Program => $tell, @TERMINAL, Winsize => [ 11, 22, 333, 444 ]);
    is_deeply $log->{stdout}, ['11 22 333 444'];
};

subtest 'the program leads a session and the terminal is its own' => sub {
    my $tell = perl_program(
        'require POSIX; open my $tty, "+<", "/dev/tty" or die $!;
        print join(" ", $$, getpgrp, POSIX::tcgetpgrp(fileno $tty)), "\n";
        syswrite $tty, "to the terminal\n"'
    );
    for my $option ([], [ NoSetPgrp => 1 ], [ NoSetSid => 1 ]) {
        my $log = run_wheel(Program => $tell, @TERMINAL, @$option);
        my $pid = $log->{pid};
        is_deeply $log->{stdout}, [ "$pid $pid $pid", 'to the terminal' ];
    }
};

subtest 'a program whose wheel is gone is hung up' => sub {
    my $log = run_wheel(
        Program => perl_program('print "ready\n"; sleep 20'),
        @TERMINAL,
        events => [qw(Stdout)],
        on     => { stdout => sub { delete $_[1]{wheel} } },
    );
    is_deeply $log->{status}, [1], 'SIGHUP';
};

subtest 'shutdown_stdin closes nothing' => sub {
    my $log = run_wheel(
        Program => perl_program('print "ready\n"; sleep 20'),
        @TERMINAL,
        on => {
            stdout => sub {
                my ($log, $heap) = @_;
                my $wheel = $heap->{wheel};
                $wheel->shutdown_stdin;
                ok !eval { $wheel->put('x'); 1 }, 'put dies';
                like $@, qr/\ACalled put\(\) on a wheel without an open STDIN handle at \Q$0\E/;
                $wheel->kill;
            }
        },
    );
    is_deeply $log->{stdout}, ['ready'];
    is_deeply $log->{status}, [15];
};

subtest 'the wheel has the terminal as one handle' => sub {
    run_wheel(
        Program => ['cat'],
        @TERMINAL,
        on => {
            start => sub {
                my $wheel = $_[1]{wheel};
                isa_ok $wheel->[ $wheel->HANDLE_STDIN ], 'IO::Pty';
                is $wheel->[ $wheel->HANDLE_STDIN ], $wheel->[ $wheel->HANDLE_STDOUT ];
                is $wheel->[ $wheel->HANDLE_STDERR ], undef;
                $wheel->kill;
            }
        },
    );
};

by_fork_too();
done_testing;
