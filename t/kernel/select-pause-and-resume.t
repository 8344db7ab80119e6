use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;
use Socket;

sub full_pair {
    socketpair my $one, my $two, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die $!;
    syswrite $two, 'x';
    return ($one, $two);
}

subtest 'returns' => sub {
    my ($one, $two) = full_pair();
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            is $kernel->select_pause_read($one), 0, 'pause gives 0 for a file that nobody watches';
            is $kernel->select_resume_read($one), 0, 'resume too';
            $kernel->select_read($one, 'x');
            is $kernel->select_pause_read($one), 1, '1 for a watched one';
            is $kernel->select_pause_read($one), 1, 'twice';
            is $kernel->select_resume_read($one), 1, 'resume';
            is $kernel->select_resume_read($one), 1, 'twice';
            is $kernel->select_pause_write($one), 0, 'the other mode is not watched';
            is $kernel->select_resume_write($one), 0;
            $kernel->select_write($one, 'x');
            is $kernel->select_pause_write($one), 1, 'now it is';
            is $kernel->select_resume_write($one), 1;
            $kernel->select($one);
        });
};

for my $mode (qw(read write)) {
    my ($watch, $pause, $resume) = ("select_$mode", "select_pause_$mode", "select_resume_$mode");
    subtest "a paused $mode watcher is silent until it is resumed" => sub {
        my ($one, $two) = full_pair();
        my @log;
        play(
            _start => sub {
                $_[KERNEL]->$watch($one, 'ready');
                $_[KERNEL]->$pause($one);
                $_[KERNEL]->delay(resume => 0.03);
            },
            resume => sub { push @log, 'resume'; $_[KERNEL]->$resume($one) },
            ready  => sub {
                push @log, 'ready';
                $_[KERNEL]->$pause($one);
                return $_[KERNEL]->$watch($one) if @log >= 4;
                $_[KERNEL]->delay(resume => 0.01);
            },
        );
        is "@log", 'resume ready resume ready';
    };
}

subtest 'pausing one mode leaves the other' => sub {
    my ($one, $two) = full_pair();
    my %count;
    play(
        _start => sub { $_[KERNEL]->select($one, 'r', 'w'); $_[KERNEL]->select_pause_write($one) },
        r      => sub { $_[KERNEL]->select($one) if ++$count{r} == 3 },
        w      => sub { $count{w}++ },
    );
    is_deeply \%count, { r => 3 };
};

subtest 'a paused file still keeps its session and program' => sub {
    my ($one, $two) = full_pair();
    my @log;
    session(
        _start => sub { $_[KERNEL]->select_read($one, 'x'); $_[KERNEL]->select_pause_read($one) },
        free   => sub { push @log, 'free';                  $_[KERNEL]->select_read($one) },
        _stop  => sub { push @log, 'stop' },
        x      => sub { push @log, 'wrong' });
    my $other = session(
        _start => sub { $_[KERNEL]->alarm_set(end => 1e10); $_[KERNEL]->delay(end => 0.03) },
        end    => sub {
            $_[KERNEL]->post($_[KERNEL]->ID_id_to_session($_[SESSION]->ID - 1), 'free');
            $_[KERNEL]->alarm_remove_all;
        });
    $poe_kernel->run;
    is "@log", 'free stop';
};

subtest 'pause is for all who watch' => sub {
    my ($one, $two) = full_pair();
    my %count;
    session(
        _start => sub { $_[KERNEL]->select_read($one, 'x') }, x => sub { $count{a}++ },
        end    => sub { $_[KERNEL]->select_read($one) });
    session(
        _start => sub {
            $_[KERNEL]->select_read($one, 'x');
            $_[KERNEL]->select_pause_read($one);
            $_[KERNEL]->delay(end => 0.03);
        },
        x   => sub { $count{b}++ },
        end => sub { $_[KERNEL]->select_read($one); $_[KERNEL]->post($_[SESSION]->ID - 1, 'end') });
    $poe_kernel->run;
    is_deeply \%count, {};
};

done_testing;
