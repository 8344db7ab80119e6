use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use Config;
use POE;

# One inotify descriptor a process, one watch a file; gone with the last wheel, and keeping nobody
# alive.

plan skip_all => 'not in POE' if is_upstream();
require POE::Wheel::FollowTail::Inotify;
plan skip_all => 'no Linux::Inotify2'   if !POE::Wheel::FollowTail::Inotify::is_available();
plan skip_all => 'no /proc/self/fdinfo' if !-d '/proc/self/fdinfo';

# Descriptors and watches of this process, as "1 2".
sub in_use {
    my %leads_to    = map  { $_ => readlink($_) || '' } glob '/proc/self/fd/*';
    my @descriptors = grep { $leads_to{$_} =~ /inotify/ } keys %leads_to;
    my $watches     = 0;
    for my $number (map {m{([0-9]+)\z}} @descriptors) {
        open my $info, '<', "/proc/self/fdinfo/$number" or next;
        $watches += grep {/^inotify wd:/} <$info>;
    }
    return @descriptors . " $watches";
}

sub wheel {
    my ($file, @more) = @_;
    return POE::Wheel::FollowTail->new(
        Filename     => $file, InputEvent => 'in', IdleEvent => 'idle',
        PollInterval => 600, @more
    );
}

# Runs code when n wheels of the session have seen the end of their files.
sub when_idle {
    my ($wanted, $code) = @_;
    my $seen = 0;
    return (idle => sub { $code->(@_) if ++$seen == $wanted });
}

subtest 'shared by wheels and sessions' => sub {
    my @files = map { fresh_file("old\n") } 1 .. 2;
    my ($settled, @seen, %got) = (0);
    my $look = sub { push @seen, in_use() };
    my $part = sub {
        my ($name) = @_;
        return session(
            _start => sub {
                $_[HEAP]{$_} = wheel($_) for @files;
                $_[HEAP]{again} = wheel($files[0]);
            },
            idle => sub {
                return if ++$settled < 6;
                $look->();
                append($files[0], "new\n");
            },
            in => sub {
                push @{ $got{$name} }, $_[ARG0];
                return if @{ $got{$name} } < 2;
                %{ $_[HEAP] } = ();
                $_[KERNEL]->yield('look');
            },
            look => $look,
        );
    };
    $part->($_) for 1, 2;
    is in_use(), '0 0', 'none before the first poll';
    POE::Kernel->run;
    is $seen[0], '1 2', 'six wheels of two sessions, two files: one descriptor, two watches';
    is_deeply \%got, { map { $_ => [ 'new', 'new' ] } 1, 2 },
        'every wheel of that file hears of it';
    is $seen[-1], '0 0', 'nothing after the last wheel';
    is $poe_kernel->_data_handle_count, 0, 'nor a watcher';
};

subtest 'what is watched changes with the file' => sub {
    my $file = fresh_file();
    my @seen;
    tail(
        [ Filename => $file, PollInterval => 600 ],
        idle   => sub { push @seen, in_use(); append($file, "a\n") },
        'in a' => sub { push @seen, in_use(); rename $file, "$file.1"; append($file, "b\n") },
        'in b' => sub { push @seen, in_use() });
    is_deeply \@seen, [ '1 1', '1 1', '1 1' ], 'the directory, the file, the next file';
    is in_use(), '0 0', 'nothing after the wheel';
};

subtest 'nobody is kept alive' => sub {
    my $file = fresh_file("old\n");
    my %end  = (
        'all alarms removed' => sub { $_[KERNEL]->alarm_remove_all; return },
        'the wheel deleted'  => sub { delete $_[HEAP]{wheel};       return },
        'the session killed' => sub { $_[KERNEL]->signal($_[SESSION], 'KILL') },
        'all stopped'        => sub { $_[KERNEL]->stop },
        'its state removed'  => sub { $_[KERNEL]->delay($_[HEAP]{wheel}[9]) },
    );
    for my $name (sort keys %end) {
        my (@log, $wheel);
        play(
            _start   => sub { $_[HEAP]{wheel} = wheel($file); $_[KERNEL]->delay(too_late => 5) },
            idle     => sub { $_[KERNEL]->yield('end') },
            end      => sub { $_[KERNEL]->delay('too_late'); $end{$name}->(@_) },
            too_late => sub { push @log, 'too late' },
            _stop    => sub { push @log, 'stop'; $wheel = $_[HEAP]{wheel} },
        );
        is "@log", 'stop', "$name: the session ends";
        is in_use(), '0 0', 'with nothing left';
    }
};

subtest 'the other session goes on' => sub {
    my $file = fresh_file("old\n");
    my (@log, $first);
    $first = session(
        _start => sub { $_[HEAP]{wheel} = wheel($file) },
        idle   => sub { },
        in     => sub { push @log, "first $_[ARG0]"; $_[KERNEL]->signal($_[SESSION], 'KILL') },
        _stop  => sub { append($file, "b\n") },
    );
    session(
        _start => sub { $_[HEAP]{wheel} = wheel($file) },
        when_idle(1, sub { append($file, "a\n") }),
        in => sub { push @log, "second $_[ARG0]"; delete $_[HEAP]{wheel} if $_[ARG0] eq 'b' },
    );
    POE::Kernel->run;
    is_deeply [ sort @log ], [ 'first a', 'second a', 'second b' ];
    is in_use(), '0 0';
};

subtest 'alarms given back hold what they held' => sub {
    my $file = fresh_file("old\n");
    my @seen;
    play(
        _start => sub { $_[HEAP]{wheel} = wheel($file) },
        idle   => sub { $_[KERNEL]->yield('remove') },
        remove => sub {
            my @removed = $_[KERNEL]->alarm_remove_all;
            push @seen, in_use();
            undef @removed;
            push @seen, in_use();
        },
    );
    is_deeply \@seen, [ '1 1', '0 0' ];
};

subtest 'in a forked process' => sub {
    my $file = fresh_file("old\n");
    my $own  = fresh_file();
    my (@log, $status);
    play(
        _start => sub { $_[HEAP]{wheel} = wheel($file, PollInterval => interval()) },
        idle   => sub {
            return if $_[HEAP]{forked}++;
            my $pid = spawn(sub { child(@_) });
            $_[KERNEL]->sig_child($pid, 'ended');
        },
        ended => sub { $status = $_[ARG2];  append($file, "after\n") },
        in    => sub { push @log, $_[ARG0]; delete $_[HEAP]{wheel} if $_[ARG0] eq 'after' },
    );
    is $status, 0, 'the child had notices of its own';
    is "@log", 'after', 'the parent has its notices afterwards';
    is in_use(), '0 0';
};

# What the forked process does: drops what it got from its parent, and follows a file of its own.
sub child {
    $poe_kernel->stop;
    my $file = fresh_file("old\n");
    my $log  = tail(
        [ Filename => $file, PollInterval => 600 ],
        idle => sub { append($file, "child\n") }, 'in child' => undef
    );
    return "@$log" eq 'in child' ? 0 : 1;
}

subtest 'a wheel in both processes of a fork' => sub {
    my $code = <<'CODE';
        use TailTest; use POE; use POSIX ();
        my $file = fresh_file();
        my $child;
        POE::Session->create(inline_states => {
            _start => sub {
                $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(Filename => $file, InputEvent => 'in',
                    IdleEvent => 'idle', PollInterval => 0.1);
            },
            idle => sub {
                return if $_[HEAP]{n}++;
                $child = !fork;
                POE::Kernel->has_forked if $child;
                $_[KERNEL]->delay(write => 0.3) if !$child;
            },
            write => sub { append($file, "both\n") },
            in    => sub {
                print $child ? "child" : "parent", " $_[ARG0]\n";
                delete $_[HEAP]{wheel};
            },
        });
        POE::Kernel->run;
        $child ? POSIX::_exit(0) : wait;
CODE
    is join('', sort split /^/, output_of($code)), "child both\nparent both\n",
        'each with what it opens after the fork';
};

subtest 'not passed on to other programs' => sub {
    my $file = fresh_file("old\n");
    my $text;
    play(
        _start => sub { $_[HEAP]{wheel} = wheel($file) },
        idle   => sub { $text           = `ls -l /proc/self/fd`; delete $_[HEAP]{wheel} },
    );
    unlike $text, qr/inotify/;
};

subtest 'threads' => sub {
    plan skip_all => 'no threads' if !$Config{useithreads};
    my $code = <<'CODE';
        use threads; use TailTest; use POE;
        my $file = fresh_file("old\n");
        my @log;
        POE::Session->create(inline_states => {
            _start => sub {
                $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(Filename => $file, InputEvent => 'in',
                    IdleEvent => 'idle', PollInterval => 600);
            },
            idle => sub {
                threads->create(sub { 1 })->join;
                append($file, "a\n");
            },
            in    => sub { print "$_[ARG0]\n"; delete $_[HEAP]{wheel} },
            _stop => sub { },
        });
        POE::Kernel->run;
CODE
    my $child = run_child($code);
    is $child->{stdout}, "a\n", 'a thread that ends takes nothing along' or diag explain $child;
    is $child->{stderr}, '', 'without a word';
};

subtest 'when the system refuses' => sub {
    no warnings qw(once redefine);
    my $file = fresh_file("old\n");
    local *Linux::Inotify2::new = sub { $! = Errno::EMFILE(); return };
    is_deeply tail([ Filename => $file ], idle => sub { append($file, "a\n") }, 'in a' => undef),
        ['in a'],
        'a descriptor, files are polled';
    is in_use(), '0 0';
};

subtest 'when it refuses watches' => sub {
    no warnings qw(once redefine);
    my $file = fresh_file("old\n");
    local *Linux::Inotify2::watch = sub { $! = Errno::ENOSPC(); return };
    is_deeply tail([ Filename => $file ], idle => sub { append($file, "a\n") }, 'in a' => undef),
        ['in a'],
        'files are polled as well';
    is in_use(), '0 0';
};

subtest 'when the queue overflowed' => sub {
    my $file = fresh_file("old\n");
    open my $limit, '<', '/proc/sys/fs/inotify/max_queued_events'
        or plan skip_all => 'limit unknown';
    my $count = readline $limit;
    plan skip_all => "a queue of $count" if $count > 50_000;
    my $noise = fresh_file("old\n");
    my $log   = tail(
        [ Filename => $file, PollInterval => 600 ],
        idle => sub {
            session(
                _start => sub { $_[HEAP]{wheel} = wheel($noise) },
                idle   => sub {
                    my $wheel = delete $_[HEAP]{wheel};
                    for (1 .. $count / 2 + 1) { append($noise, "x\n"); chmod 0600, $noise }
                    append($file, "a\n");
                },
                in => sub { },
            );
        },
        'in a' => undef
    );
    is_deeply $log, ['in a'], 'everybody looks';
};

subtest 'memory' => sub {
    my $file  = fresh_file("old\n");
    my $count = 0;
    my $begin;
    play(
        _start => sub { $_[HEAP]{wheel} = wheel($file) },
        idle   => sub { append($file, "x\n") },
        in     => sub {
            $begin = resident_bytes() if ++$count == 500;
            if ($count == 2500) { delete $_[HEAP]{wheel} }
            else {
                rename $file, "$file.1" if $count % 100 == 0;
                append($file, "x\n");
            }
        },
    );
    cmp_ok resident_bytes() - $begin, '<', 250_000, 'notices and rotations leave nothing behind';
    is in_use(), '0 0';
};

done_testing;
