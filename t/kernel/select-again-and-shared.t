use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

sub full_pipe { pipe my $in, my $out or die $!; syswrite $out, 'x'; return ($in, $out) }

subtest 'watching again changes neither event nor arguments' => sub {
    my ($in, $out) = full_pipe();
    my @log;
    play(
        _start =>
            sub { $_[KERNEL]->select_read($in, one => 1); $_[KERNEL]->select_read($in, two => 2) },
        one => sub { push @log, "one $_[ARG2]"; $_[KERNEL]->select_read($in) },
        two => sub { push @log, "two $_[ARG2]"; $_[KERNEL]->select_read($in) },
    );
    is_deeply \@log, ['one 1'];
};

subtest 'after removal it does' => sub {
    my ($in, $out) = full_pipe();
    my @log;
    play(
        _start => sub {
            $_[KERNEL]->select_read($in, one => 1);
            $_[KERNEL]->select_read($in);
            $_[KERNEL]->select_read($in, two => 2);
        },
        one => sub { push @log, 'one' },
        two => sub { push @log, "two $_[ARG2]"; $_[KERNEL]->select_read($in) },
    );
    is_deeply \@log, ['two 2'];
};

subtest 'watching again resumes a paused file' => sub {
    my ($in, $out) = full_pipe();
    my $count = 0;
    play(
        _start => sub {
            $_[KERNEL]->select_read($in, 'x');
            $_[KERNEL]->select_pause_read($in);
            $_[KERNEL]->select_read($in, 'x');
        },
        x => sub { $count++; $_[KERNEL]->select_read($in) },
    );
    is $count, 1;
};

subtest 'two sessions may watch one file' => sub {
    my ($in, $out) = full_pipe();
    my %count;
    for my $name (qw(a b)) {
        session(
            _start   => sub { $_[KERNEL]->select_read($in, "x$name", $name) },
            "x$name" => sub { $count{ $_[ARG2] }++; $_[KERNEL]->select_read($in) },
        );
    }
    $poe_kernel->run;
    is_deeply \%count, { a => 1, b => 1 }, 'both are told';
};

subtest 'one leaves, the other stays' => sub {
    my ($in, $out) = full_pipe();
    my %count;
    session(
        _start => sub { $_[KERNEL]->select_read($in, 'x') },
        x      => sub { $count{a}++; $_[KERNEL]->select_read($in) });
    session(
        _start => sub { $_[KERNEL]->select_read($in, 'x') },
        x      => sub { $_[KERNEL]->select_read($in) if ++$count{b} == 4 });
    $poe_kernel->run;
    is_deeply \%count, { a => 1, b => 4 };
};

subtest 'one leaves and comes back while the other watches' => sub {
    plan skip_all => 'upstream dies here' if is_upstream();
    my ($in, $out) = full_pipe();
    my %count;
    session(
        _start => sub { $_[KERNEL]->select_read($in, 'x') },
        x      => sub {
            $_[KERNEL]->select_read($in);
            $_[KERNEL]->select_read($in, 'x') if ++$count{a} < 3;
        },
    );
    session(
        _start => sub { $_[KERNEL]->select_read($in, 'x') },
        x      => sub { $_[KERNEL]->select_read($in) if ++$count{b} == 5 });
    $poe_kernel->run;
    is_deeply \%count, { a => 3, b => 5 };
};

subtest 'two handles of one descriptor' => sub {
    my ($in, $out) = full_pipe();
    open my $same, '<&=', fileno $in or die $!;
    my $got;
    play(
        _start => sub { $_[KERNEL]->select_read($in, 'x'); $_[KERNEL]->select_read($same, 'x') },
        x      => sub { $got = $_[ARG0];                   $_[KERNEL]->select_read($same) },
    );
    is $got, $in, 'the first one is kept, either one removes it';
};

subtest 'two descriptors of one file' => sub {
    my ($in, $out) = full_pipe();
    open my $copy, '<&', $in or die $!;
    my %seen;
    play(
        _start => sub {
            $_[KERNEL]->select_read($in, x   => 'in');
            $_[KERNEL]->select_read($copy, x => 'copy');
        },
        x => sub { $seen{ $_[ARG2] }++; $_[KERNEL]->select_read($_[ARG0]) },
    );
    is_deeply \%seen, { in => 1, copy => 1 }, 'are apart';
};

done_testing;
