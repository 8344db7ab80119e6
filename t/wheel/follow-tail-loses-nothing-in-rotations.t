use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE;
use POSIX ();

# A process writes numbered lines while its file is rotated. Each line comes once, and in order.

plan skip_all => 'POE may lose the lines of late writers' if is_upstream();

my ($logrotate) = grep {-x} '/usr/sbin/logrotate', '/usr/bin/logrotate';
my $lines       = 10_000;
my $rotations   = 5;

# Told by USR1 that its file was rotated, a writer opens the name anew; and writes on meanwhile.
sub writer {
    my ($file) = @_;
    my $reopen = 0;
    local $SIG{USR1} = sub { $reopen = 1 };
    open my $out, '>>', $file or return 1;
    for my $number (1 .. $lines) {
        syswrite $out, "$number\n";
        select undef, undef, undef, 0.002 if $number % 10 == 0;
        next unless $reopen;
        $reopen = 0;
        open $out, '>>', $file or return 2;
    }
    return 0;
}

# Whether numbers came as they were written: an empty text, or what was wrong first.
sub flaw_of {
    my ($numbers) = @_;
    for my $at (0 .. $#$numbers) {
        return "number $at is $numbers->[$at]" if $numbers->[$at] ne $at + 1;
    }
    return @$numbers == $lines ? '' : @$numbers . ' came';
}

# Follows the writer's file; each time that another part of the lines has come, it is rotated.
sub lines_through {
    my ($file, $rotate, %more) = @_;
    append($file, '');
    my (@numbers, $rotated, $resets, $status) = ();
    my $part = int $lines / ($rotations + 1);
    play(
        _start => sub {
            my $pid = $_[HEAP]{pid} = spawn(sub { writer($file) });
            $_[KERNEL]->sig_child($pid, 'ended');
            $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
                Filename   => $file, Seek => 0, InputEvent => 'in',
                ResetEvent => 'reset', %more
            );
            $_[KERNEL]->delay(late => scaled(60));
        },
        in => sub {
            push @numbers, $_[ARG0];
            $_[KERNEL]->yield('rotate') if @numbers % $part == 0 and @numbers < $lines - $part / 2;
            $_[KERNEL]->yield('finish') if @numbers >= $lines;
        },
        rotate => sub { $rotated++; $rotate->($_[HEAP]{pid}) },
        reset  => sub { $resets++ },
        ended  => sub { $status = $_[ARG2] },
        late   => sub { diag 'late';            $_[KERNEL]->yield('finish') },
        finish => sub { delete $_[HEAP]{wheel}; $_[KERNEL]->delay('late') },
    );
    is $status, 0, 'the writer came to its end';
    is $resets, $rotated, "$rotations resets";
    is flaw_of(\@numbers), '', "$lines lines";
    return;
}

require POE::Wheel::FollowTail::Inotify;
my $has_notices = POE::Wheel::FollowTail::Inotify::is_available();

# Runs without waiting: the wheel is to see what happens while it happens. Each run has a state
# file of its own, which it locks, as the one before may not have ended quite yet.
my $runs = 0;

sub rotate_by {
    my ($config, @text) = @_;
    $runs++;
    replace($config, @text);
    chmod 0600, $config;
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        exec $logrotate, '-f', '-s', "$config.state$runs", $config or POSIX::_exit(127);
    }
    $poe_kernel->sig_child($pid, 'ran');
    return;
}

subtest 'logrotate, and the writer is told afterwards' => sub {
    plan skip_all => 'no logrotate'                             if !$logrotate;
    plan skip_all => 'without notices late lines may be missed' if !$has_notices;
    my $file = fresh_file();
    lines_through(
        $file,
        sub {
            my ($pid) = @_;
            rotate_by(
                "$file.conf", "$file {\n  rotate 9\n  create\n  postrotate\n",
                "    kill -USR1 $pid\n  endscript\n}\n"
            );
        });
};

subtest 'renamed, and the writer is told at once' => sub {
    plan skip_all => 'without notices late lines may be missed' if !$has_notices;
    my ($file, $count) = (fresh_file(), 0);
    lines_through($file, sub { rename $file, "$file." . ++$count; kill USR1 => $_[0] });
};

subtest 'a writer that rotates its file itself, without notices' => sub {
    my ($file, $count) = (fresh_file(), 0);
    my $code = <<'CODE';
        use TailTest; use POE;
        my $file = fresh_file();
        append($file, '');
        my ($written, $expected, $wrong, $rotated, $resets) = (0, 1, '', 0, 0);
        my $write = sub { append($file, ++$written, "\n") for 1 .. 25 };
        POE::Session->create(inline_states => {
            _start => sub {
                $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(Filename => $file, Seek => 0,
                    InputEvent => 'in', ResetEvent => 'reset', PollInterval => 0.01);
                $_[KERNEL]->yield('write');
            },
            write => sub {
                $write->();
                $_[KERNEL]->delay(write => 0.001) if $written < 10_000;
            },
            in => sub {
                $wrong ||= "$_[ARG0] for $expected" if $_[ARG0] != $expected;
                $expected++;
                return if $expected % 1000 or $written >= 10_000;
                $write->();
                rename $file, "$file." . ++$rotated;
                $write->();
            },
            reset => sub { $resets++ },
            _stop => sub { },
        });
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->delay(look => 0.1) },
            look   => sub {
                $_[KERNEL]->delay(look => 0.1), return if $expected <= 10_000 and !$wrong;
                $_[KERNEL]->stop;
            },
        });
        POE::Kernel->run;
        print $wrong || 'right', ' ';
        print $resets == $rotated && $resets > 3 ? 'resets' : "$resets $rotated";
CODE
    my $child = run_child($code, env => { POE_WHEEL_FOLLOWTAIL_INOTIFY => 0 }, limit => 60);
    is $child->{stdout}, 'right resets' or diag explain $child;
};

subtest 'copied and truncated' => sub {
    plan skip_all => 'no logrotate' if !$logrotate;
    my $file   = fresh_file("old\n");
    my $rotate = sub { rotate_by("$file.conf", "$file {\n  rotate 3\n  copytruncate\n}\n") };
    my $log    = tail(
        [ Filename => $file ],
        idle     => sub { append($file, "a long line before\n") },
        'in a.*' => $rotate,
        reset    => sub { append($file, "b\n") },
        'in b'   => sub { append($file, "a long line again\n") },
        'in a.*' => $rotate,
        reset    => sub { append($file, "c\n") },
        'in c'   => undef
    );
    is_deeply $log,
        [ 'in a long line before', 'reset', 'in b', 'in a long line again', 'reset', 'in c' ];
};

done_testing;
