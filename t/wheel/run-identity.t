use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use POSIX ();
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

# What the process is: its group, signals, priority and user, for programs and for code.

my $TELL_PGRP = 'print getpgrp() == $$ ? "own\n" : "other\n"';
my $TELL_NICE = 'print getpriority(0, 0), "\n"';
my $TELL_IDS  = 'print "$< $> ", $( + 0, " ", $) + 0, "\n"';

sub said_by {
    my ($code, @option) = @_;
    my $program = run_wheel(Program => perl_program($code), @option);
    my $here    = run_wheel(Program => eval "sub { $code }", @option);
    is_deeply $here->{stdout}, $program->{stdout}, 'the same for code';
    return "@{ $program->{stdout} }";
}

subtest 'a process group of its own' => sub {
    is said_by($TELL_PGRP), 'own';
    is said_by($TELL_PGRP, NoSetPgrp => 1), 'other', 'NoSetPgrp';
};

subtest 'Priority is added' => sub {
    my $here = getpriority 0, 0;
    is said_by($TELL_NICE, Priority => 3), $here + 3;
    is said_by($TELL_NICE, Priority => 0), $here;
};

subtest 'signals are as they were in the beginning of all' => sub {
    plan skip_all => 'needs /proc/self/status' unless -r '/proc/self/status';
    local @SIG{qw(HUP INT PIPE USR1)} = ('IGNORE') x 4;
    local $SIG{USR2} = sub { };
    my $mine;
    my $log = run_wheel(
        Program => [ 'grep', '-E', '^Sig(Blk|Ign)', '/proc/self/status' ],
        on      => { start => sub { $mine = $SIG{HUP} } },
    );
    # Those from 32 on are inherited: the C library keeps the first two of them to itself.
    my @masks = map {/:\s*[0-9a-f]*([0-9a-f]{8})/} @{ $log->{stdout} };
    is_deeply [ map { hex($_) & 0x7fff_ffff } @masks ], [ 0, 0 ], 'none ignored or blocked';
    $log = run_wheel(Program => sub { print "$_=$SIG{$_}\n" for qw(HUP INT PIPE USR1 USR2) });
    is_deeply $log->{stdout}, [ map {"$_=DEFAULT"} qw(HUP INT PIPE USR1 USR2) ], 'for code';
    is $mine, 'IGNORE', 'the parent\'s are its own';
};

subtest 'signals that the parent blocks stay blocked there' => sub {
    plan skip_all => 'upstream unblocks all' if is_upstream();
    my $set = POSIX::SigSet->new(POSIX::SIGUSR1());
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $set);
    for my $program (['true'], sub { }, ['/no/such']) {
        run_wheel(Program => $program, events => []);
        my $now = POSIX::SigSet->new;
        POSIX::sigprocmask(POSIX::SIG_BLOCK(), POSIX::SigSet->new, $now);
        ok $now->ismember(POSIX::SIGUSR1());
        ok !$now->ismember(POSIX::SIGUSR2());
    }
    POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $set);
};

my @nobody = getpwnam 'nobody';

sub need_root {
    plan skip_all => 'needs the superuser' if $>;
    plan skip_all => 'needs a user nobody' unless @nobody;
    return;
}

subtest 'User and Group' => sub {
    need_root();
    my ($user, $group) = @nobody[ 2, 3 ];
    is said_by($TELL_IDS, User  => $user), "$user $user 0 0";
    is said_by($TELL_IDS, Group => $group), "0 0 $group $group";
    is said_by($TELL_IDS, User  => $user, Group => $group), "$user $user $group $group";
};

subtest 'other groups stay unless a list is given' => sub {
    need_root();
    my $before = $);
    $) = '0 7 8';
    my $tell = 'print "$)\n"';
    my ($first, @others) = split ' ', said_by($tell, Group => 5);
    is_deeply [ $first, sort @others ], [ 5, 7, 8 ];
    ($first, @others) = split ' ', said_by($tell, Group => '5 9');
    is_deeply [ $first, sort @others ], [ 5, 9 ];
    ($first, @others) = split ' ', said_by($tell, Group => '5 5');
    is_deeply [ $first, sort @others ], [ 5, 5 ];
    $) = $before;
};

subtest 'there is no way back' => sub {
    need_root();
    plan skip_all => 'upstream leaves the saved user' if is_upstream();
    my $try  = '$< = $> = 0; ' . $TELL_IDS;
    my $user = $nobody[2];
    is said_by($try, User => $user), "$user $user 0 0";
};

subtest 'a file is opened as the parent' => sub {
    need_root();
    require File::Temp;
    my $folder = File::Temp::tempdir(CLEANUP => 1);
    chmod 0700, $folder;
    my $log = run_wheel(
        Program => 'echo x', RedirectStdout => "$folder/out", events => [],
        User    => $nobody[2]);
    is_deeply $log->{status}, [0];
    is_deeply [ (stat "$folder/out")[ 4, 7 ] ], [ $>, 2 ];
};

subtest 'names' => sub {
    need_root();
    plan skip_all => 'upstream takes a name for zero' if is_upstream();
    my $group = getgrgid $nobody[3];
    is said_by($TELL_IDS, User => 'nobody', Group => $group), join ' ', @nobody[ 2, 2, 3, 3 ];
};

subtest 'unknown names' => sub {
    plan skip_all => 'upstream takes a name for zero' if is_upstream();
    play(
        _start => sub {
            for my $kind (qw(User Group)) {
                ok !eval { POE::Wheel::Run->new(Program => ['true'], $kind => 'no one at all') };
                like $@, qr/\A$kind \(no one at all\) is unknown at \Q$0\E/;
            }
        });
};

subtest 'what is not permitted is left' => sub {
    plan skip_all => 'the superuser may do all' unless $>;
    is said_by($TELL_IDS, User      => 0, Group => 0), join ' ', $<, $>, $( + 0, $) + 0;
    is said_by($TELL_NICE, Priority => -5), getpriority 0, 0;
};

by_fork_too();
done_testing;
