use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

subtest 'a slice dispatches what was due when it began' => sub {
    my @log;
    session(
        _start => sub { $_[KERNEL]->yield('one'); $_[KERNEL]->yield('two') },
        one    => sub { push @log, 'one';         $_[KERNEL]->yield('three') },
        two    => sub { push @log, 'two' },
        three  => sub { push @log, 'three' },
    );
    $poe_kernel->run_one_timeslice;
    is "@log", 'one two', 'what handlers post waits';
    $poe_kernel->run_one_timeslice;
    is "@log", 'one two three', 'for the next slice';
    $poe_kernel->run;
};

subtest 'a file is served between two generations of events' => sub {
    pipe my $in, my $out or die $!;
    syswrite $out, 'x';
    my @log;
    play(
        _start => sub { $_[KERNEL]->select_read($in, 'readable'); $_[KERNEL]->yield(next => 1) },
        next   => sub {
            push @log, "next$_[ARG0]";
            $_[KERNEL]->yield(next => $_[ARG0] + 1) if $_[ARG0] < 3;
        },
        readable =>
            sub { push @log, 'file'; sysread $in, my $byte, 1; $_[KERNEL]->select_read($in) },
    );
    is "@log", 'file next1 next2 next3', 'files are polled before queued events';
};

subtest 'an endless chain of yields starves neither file nor timer' => sub {
    pipe my $in, my $out or die $!;
    my %seen;
    play(
        _start => sub {
            $_[KERNEL]->select_read($in, 'readable');
            $_[KERNEL]->delay(timer => 0.01);
            $_[KERNEL]->yield('spin');
        },
        spin     => sub { $_[KERNEL]->yield('spin') unless keys %seen == 2 },
        timer    => sub { $seen{timer}++; syswrite $out, 'x' },
        readable => sub { $seen{file}++;  $_[KERNEL]->select_read($in) },
    );
    is_deeply \%seen, { timer => 1, file => 1 };
};

subtest 'garbage is collected at the end of a pass' => sub {
    my @log;
    my $short = session(
        _start => sub { $_[KERNEL]->yield('work') },
        work   => sub { push @log, 'work' },
        _stop  => sub { push @log, 'stop' },
    );
    session(_start => sub { $_[KERNEL]->yield('later') }, later => sub { push @log, 'other' });
    $poe_kernel->run;
    is "@log", 'work other stop', 'not between two of its events';
};

done_testing;
