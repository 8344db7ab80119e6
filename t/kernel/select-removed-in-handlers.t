use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

sub full_pipe { pipe my $in, my $out or die $!; syswrite $out, 'x'; return ($in, $out) }

subtest 'of two ready files the first handler removes the second' => sub {
    my ($in1, $out1) = full_pipe();
    my ($in2, $out2) = full_pipe();
    my $count = 0;
    play(
        _start => sub { $_[KERNEL]->select_read($_, 'x')      for $in1, $in2 },
        x      => sub { $count++; $_[KERNEL]->select_read($_) for $in1, $in2 },
    );
    is $count, 1, 'it does not fire any more';
};

subtest 'closing a watched file after removing it' => sub {
    my ($in, $out) = full_pipe();
    my $count = 0;
    play(
        _start => sub { $_[KERNEL]->select_read($in, 'x') },
        x      => sub {
            $count++;
            $_[KERNEL]->select_read($in);
            close $in;
            $_[KERNEL]->delay(end => 0.01);
        },
        end => sub { },
    );
    is $count, 1;
};

subtest 'a new file under the old number' => sub {
    my ($in, $out) = full_pipe();
    my $number = fileno $in;
    my @log;
    play(
        _start => sub { $_[KERNEL]->select_read($in, 'old') },
        old    => sub {
            push @log, 'old';
            $_[KERNEL]->select_read($in);
            close $in;
            pipe $_[HEAP]{in}, $_[HEAP]{out} or die $!;
            is fileno $_[HEAP]{in}, $number, 'the number is used again';
            $_[KERNEL]->select_read($_[HEAP]{in}, 'new');
            $_[KERNEL]->delay(write => 0.02);
        },
        write => sub { push @log, 'write'; syswrite $_[HEAP]{out}, 'y' },
        new   => sub {
            sysread $_[HEAP]{in}, my $byte, 1;
            push @log, "new " . ($byte // 'spurious');
            $_[KERNEL]->select_read($_[HEAP]{in}) if defined $byte;
        },
    );
    is_deeply [ grep { !/spurious/ } @log ], [ 'old', 'write', 'new y' ];
};

subtest 'a watched file that is closed' => sub {
    plan skip_all => 'upstream keeps the watcher for ever' if is_upstream();
    my ($in, $out) = full_pipe();
    my $count = 0;
    my $begun = time;
    play(
        _start => sub { $_[KERNEL]->select_read($in, 'x') },
        x      => sub { $count++; close $in; $_[KERNEL]->select_read($in) },
    );
    cmp_ok time - $begun, '<', scaled(5), 'can be removed by its handle';
    is $count, 1, 'and fires no more';
    is $poe_kernel->_data_handle_count, 0, 'nothing is left';
};

subtest 'a file that is closed by others while it is watched' => sub {
    plan skip_all => 'upstream keeps the watcher for ever' if is_upstream();
    my ($in, $out)      = full_pipe();
    my ($count, $ticks) = (0, 0);
    play(
        _start => sub { $_[KERNEL]->select_read($in, 'x'); $_[KERNEL]->delay(close => 0.01) },
        close  => sub { sysread $in, my $byte, 1; close $in; $_[KERNEL]->delay(tick => 0.001) },
        x    => sub { $count++ },
        tick => sub { return $_[KERNEL]->stop if ++$ticks == 10; $_[KERNEL]->delay(tick => 0.001) },
    );
    is $ticks, 10, 'does not stop the rest of the program';
    is $poe_kernel->_data_handle_count, 0, 'its watcher ends with its session';
};

subtest 'adding a file in a handler' => sub {
    my ($in1, $out1) = full_pipe();
    my ($in2, $out2) = full_pipe();
    my @log;
    play(
        _start => sub { $_[KERNEL]->select_read($in1, 'one') },
        one    => sub {
            push @log, 'one';
            $_[KERNEL]->select_read($in1);
            $_[KERNEL]->select_read($in2, 'two');
        },
        two => sub { push @log, 'two'; $_[KERNEL]->select_read($in2) },
    );
    is "@log", 'one two';
};

subtest 'stop in a file handler' => sub {
    my ($in, $out) = full_pipe();
    my @log;
    play(
        _start => sub { $_[KERNEL]->select_read($in, 'x') },
        x      => sub {
            $_[KERNEL]->select_read($in);
            push @log, 'x';
            $_[KERNEL]->stop;
            push @log, 'after';
        },
        _stop => sub { push @log, 'stop' },
    );
    is "@log", 'x stop after';
};

subtest 'stop in one of many ready file handlers' => sub {
    my @pipes = map { [ full_pipe() ] } 1 .. 20;
    my $count = 0;
    play(
        _start => sub { $_[KERNEL]->select_read($_->[0], 'x') for @pipes },
        x      => sub { $count++; $_[KERNEL]->stop });
    is $count, 1, 'silences the others';
};

subtest 'the only reference to the handle is the watcher' => sub {
    my ($got, $closed);
    my $out;
    play(
        _start => sub { (my $in, $out) = full_pipe(); $_[KERNEL]->select_read($in, 'x') },
        x => sub { $got = sysread $_[ARG0], my $byte, 1; $_[KERNEL]->select_read($_[ARG0]) },
    );
    is $got, 1, 'it stays open';
    local $SIG{PIPE} = 'IGNORE';
    is syswrite($out, 'y'), undef, 'and is closed when the watcher is gone';
};

done_testing;
