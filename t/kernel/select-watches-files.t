use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Fcntl      qw(F_GETFL O_NONBLOCK);
use File::Temp qw(tempfile);
use POE;
use Socket;

sub full_pipe { pipe my $in, my $out or die $!; syswrite $out, 'x'; return ($in, $out) }

sub full_pair {
    socketpair my $one, my $two, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die $!;
    syswrite $two, 'x';
    return ($one, $two);
}

subtest 'returns' => sub {
    my ($in, $out) = full_pipe();
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            is_deeply [ $kernel->select_read($in, 'x') ], [0], 'select_read';
            is_deeply [ $kernel->select_read($in) ], [0], 'also when it removes';
            is_deeply [ $kernel->select_read($in) ], [0], 'also when nothing is watched';
            is_deeply [ $kernel->select_write($out, 'x') ], [0], 'select_write';
            is_deeply [ $kernel->select_write($out) ], [0];
            is_deeply [ $kernel->select_expedite($in, 'x') ], [0], 'select_expedite';
            is_deeply [ $kernel->select_expedite($in) ], [0];
            is_deeply [ $kernel->select($in, 'r', 'w', 'e') ], [0], 'select';
            is_deeply [ $kernel->select($in) ], [0];
        });
};

for my $make (\&full_pipe, \&full_pair) {
    my ($in, $out) = $make->();
    my @got;
    play(
        _start   => sub { $_[KERNEL]->select_read($in, readable => 'e1', 'e2') },
        readable =>
            sub { @got = @_[ ARG0 .. $#_ ]; sysread $in, my $byte, 1; $_[KERNEL]->select_read($in) }
        ,
    );
    is_deeply \@got, [ $in, 0, 'e1', 'e2' ], 'readable: handle, mode 0, extras';
    play(
        _start   => sub { $_[KERNEL]->select_write($out, writable => 'e1') },
        writable => sub { @got = @_[ ARG0 .. $#_ ]; $_[KERNEL]->select_write($out) },
    );
    is_deeply \@got, [ $out, 1, 'e1' ], 'writable: handle, mode 1, extras';
}

subtest 'select sets and clears all three modes' => sub {
    my ($one, $two) = full_pair();
    my @log;
    play(
        _start   => sub { $_[KERNEL]->select($one, 'readable', 'writable', undef, 'extra') },
        readable =>
            sub { push @log, "r $_[ARG1] $_[ARG2]"; $_[KERNEL]->select($one, undef, 'writable') },
        writable => sub { push @log, "w $_[ARG1] $_[ARG2]"; $_[KERNEL]->select($one) if @log > 2 },
    );
    is_deeply [ @log[ 0, 1 ] ], [ 'r 0 extra', 'w 1 extra' ], 'reading comes before writing';
    is scalar(grep {/^r/} @log), 1, 'a mode that is left out is cleared';
};

subtest 'false event names remove' => sub {
    for my $false (undef, '', 0, '0') {
        my ($in, $out) = full_pipe();
        my $count = 0;
        play(
            _start => sub { $_[KERNEL]->select_read($in, 'x') },
            x      => sub { $_[KERNEL]->select_read($in, $false); $count++ },
        );
        is $count, 1, defined $false ? "'$false'" : 'undef';
    }
};

subtest 'a file at its end is readable' => sub {
    my ($in, $out) = full_pipe();
    close $out;
    my @read;
    play(
        _start => sub { $_[KERNEL]->select_read($in, 'x') },
        x      => sub {
            push @read, sysread $in, my $byte, 10;
            $_[KERNEL]->select_read($in) unless $read[-1];
        },
    );
    is "@read", '1 0', 'data, then end of file';
};

subtest 'a regular file is always ready' => sub {
    my ($file) = tempfile(UNLINK => 1);
    my %seen;
    play(
        _start => sub { $_[KERNEL]->select($file, 'r', 'w') },
        r      => sub { $_[KERNEL]->select_read($file)  if ++$seen{r} == 3 },
        w      => sub { $_[KERNEL]->select_write($file) if ++$seen{w} == 3 },
    );
    is_deeply \%seen, { r => 3, w => 3 }, 'to read and to write';
};

subtest '/dev/null too' => sub {
    open my $null, '+<', '/dev/null' or die $!;
    my %seen;
    play(
        _start => sub { $_[KERNEL]->select($null, 'r', 'w') },
        r      => sub { $seen{r}++; $_[KERNEL]->select_read($null) },
        w      => sub { $seen{w}++; $_[KERNEL]->select_write($null) },
    );
    is_deeply \%seen, { r => 1, w => 1 };
};

subtest 'a watched handle is conditioned' => sub {
    my ($in, $out) = full_pipe();
    play(
        _start => sub {
            ok !(fcntl($out, F_GETFL, 0) & O_NONBLOCK), 'it blocks before';
            $_[KERNEL]->select_write($out, 'x');
            ok fcntl($out, F_GETFL, 0) & O_NONBLOCK, 'and not when watched';
            my $old = select $out;
            is $|, 1, 'it is flushed at once';
            select $old;
            $_[KERNEL]->select_write($out);
            ok fcntl($out, F_GETFL, 0) & O_NONBLOCK, 'it stays so';
        });
};

subtest 'handles of any kind' => sub {
    our ($in, $out);
    pipe IN, OUT or die $!;
    syswrite OUT, 'x';
    for my $handle (\*IN, *IN{IO}, *IN) {
        my $got;
        play(
            _start => sub { $_[KERNEL]->select_read($handle, 'x') },
            x      => sub { $got = $_[ARG0]; $_[KERNEL]->select_read($handle) });
        is $got, $handle, 'the event gives back what was watched';
    }
};

subtest 'a session that stops takes its watchers with it' => sub {
    my ($in, $out) = full_pipe();
    my $count = 0;
    session(
        _start => sub { $_[KERNEL]->select_read($in, 'x') },
        x      => sub { $count++; $_[KERNEL]->signal($_[SESSION], 'KILL') });
    session(_start => sub { $_[KERNEL]->delay(x => 0.03) }, x => sub { });
    $poe_kernel->run;
    is $count, 1;
    is $poe_kernel->_data_handle_count, 0;
};

done_testing;
