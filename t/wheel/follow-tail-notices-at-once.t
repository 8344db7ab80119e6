use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE;
use Time::HiRes qw(time);

# With inotify nothing waits for the interval, except what is to come once in an interval.

plan skip_all => 'not in POE' if is_upstream();
require POE::Wheel::FollowTail::Inotify;
plan skip_all => 'no Linux::Inotify2' if !POE::Wheel::FollowTail::Inotify::is_available();

# A wheel that would poll once in ten minutes; the scripts below would all be late.
sub at_once {
    my ($name, $file, $expected, @script) = @_;
    my @what = ref $file ? (Handle => $file) : (Filename => $file);
    my $log  = tail_and_idle([ @what, PollInterval => 600 ], @script);
    is_deeply $log, [ 'idle', @$expected ], $name;
    return;
}

sub opened {
    my ($file) = @_;
    open my $handle, '<', $file or die "$file: $!";
    return $handle;
}

my $file    = fresh_file("old\n");
my @appends = (
    idle   => sub { append($file, "a\n") },
    'in a' => sub { append($file, "b\n") },
    'in b' => undef
);
at_once 'appended, by name', $file, [ 'in a', 'in b' ], @appends;
at_once 'appended, by handle', opened($file), [ 'in a', 'in b' ], @appends;

my @truncates = (
    idle   => sub { replace($file, "a\n") },
    'in a' => sub { append($file, "b\n") },
    'in b' => undef
);
at_once 'truncated, by name', $file, [ 'reset', 'in a', 'in b' ], @truncates;
at_once 'truncated, by handle', opened($file), [ 'reset', 'in a', 'in b' ], @truncates;

at_once 'renamed, and a new one made', $file, [ 'in late', 'reset', 'in a', 'in b' ],
    idle => sub {
    rename $file, "$file.1";
    append("$file.1", "late\n");
    append($file, "a\n");
    },
    'in a' => sub { append($file, "b\n") },
    'in b' => undef;

at_once 'renamed, written to, and only then a new one made', $file, [ 'in late', 'reset', 'in a' ],
    idle      => sub { rename $file, "$file.1"; append("$file.1", "late\n") },
    'in late' => sub { append($file, "a\n") },
    'in a'    => undef;

at_once 'replaced by another one', $file, [ 'reset', 'in a' ],
    idle   => sub { append("$file.new", "a\n"); rename "$file.new", $file },
    'in a' => undef;

at_once 'deleted, and a new one made', $file, [ 'reset', 'in a', 'in b' ],
    idle   => sub { unlink $file; append($file, "a\n") },
    'in a' => sub { append($file, "b\n") },
    'in b' => undef;

my $later = fresh_file();
at_once 'made later', $later, [ 'reset', 'in a', 'in b' ],
    idle   => sub { append($later, "a\n") },
    'in a' => sub { append($later, "b\n") },
    'in b' => undef;

my $link = fresh_file();
append("$link.$_", "old\n") for 1, 2;
symlink "$link.1", $link;
at_once 'behind a symbolic link', $link, [ 'in a', 'reset', 'in old', 'in b' ],
    idle     => sub { append("$link.1", "a\n") },
    'in a'   => sub { symlink "$link.2", "$link.new"; rename "$link.new", $link },
    'in old' => sub { append("$link.2", "b\n") },
    'in b'   => undef;

my $dangling = fresh_file();
my $target   = fresh_file();
symlink $target, $dangling;
at_once 'made where a symbolic link points to', $dangling, [ 'reset', 'in a' ],
    idle   => sub { append($target, "a\n") },
    'in a' => undef;

subtest 'many rotations between two polls' => sub {
    my $own    = fresh_file("old\n");
    my @script = (idle => sub { append($own, "1\n") });
    for my $number (1 .. 5) {
        my $next = $number + 1;
        push @script, "in $number" => sub { rename $own, "$own.$number"; append($own, "$next\n") };
    }
    my $log = tail([ Filename => $own, PollInterval => 600 ], @script, 'in 6' => undef);
    is_deeply $log, [ 'in 1', map { ('reset', "in $_") } 2 .. 6 ];
};

subtest 'files that had the name for a moment' => sub {
    my $own = fresh_file("old\n");
    my $log = tail(
        [ Filename => $own, PollInterval => 600 ],
        idle => sub {
            rename $own, "$own.1";
            append($own, "one\n");
            session(
                _start => sub { $_[KERNEL]->delay(next => 0.02) },
                next   => sub { rename $own, "$own.2"; append($own, "two\n") },
            );
        },
        'in two' => undef
    );
    is_deeply $log, [ 'reset', 'in one', 'reset', 'in two' ], 'are not passed over';
};

subtest 'the end of the interval is the end of patience' => sub {
    my $own = fresh_file("old\n");
    my $log = tail(
        [ Filename => $own, PollInterval => interval() ],
        idle  => sub { rename $own, "$own.1"; append($own, '') },
        reset => undef
    );
    is_deeply $log, ['reset'], 'a file that nobody writes to is left then';
};

subtest 'idle comes as if there were no notices' => sub {
    my $own = fresh_file("old\n");
    my (@idle, $in);
    my $interval = scaled(0.2);
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
                Filename  => $own, InputEvent     => 'in',
                IdleEvent => 'idle', PollInterval => $interval
            );
            $_[KERNEL]->delay(write => 0.01);
        },
        write => sub { append($own, "x\n"); $_[KERNEL]->delay(write => 0.01) if $_[HEAP]{wheel} },
        in    => sub { $in++ },
        idle  => sub { push @idle, time; delete $_[HEAP]{wheel} if @idle == 5 },
    );
    cmp_ok $in, '>', 20, 'data come';
    my @gaps = map { $idle[$_] - $idle[ $_ - 1 ] } 1 .. $#idle;
    is scalar(grep { $_ < 0.9 * $interval } @gaps), 0, 'idle does not come more often'
        or diag "@gaps";
    is scalar(grep { $_ > 3 * $interval } @gaps), 0, 'nor much less' or diag "@gaps";
};

subtest 'not wanted' => sub {
    my $code = <<'CODE';
        use TailTest; use POE;
        my $file = fresh_file("old\n");
        my @log;
        POE::Session->create(inline_states => {
            _start => sub {
                $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(Filename => $file,
                    InputEvent => 'in', IdleEvent => 'idle', PollInterval => 0.3);
            },
            idle => sub { append($file, "a\n"), $_[KERNEL]->delay(tick => 0.15) if !$_[HEAP]{n}++ },
            tick => sub { push @log, 'tick' },
            in   => sub { push @log, 'in'; delete $_[HEAP]{wheel} },
        });
        POE::Kernel->run;
        print "@log ", exists $INC{'Linux/Inotify2.pm'} ? 'loaded' : 'not loaded';
CODE
    is output_of($code, env => { POE_WHEEL_FOLLOWTAIL_INOTIFY => undef }), 'in tick loaded',
        'by default';
    is output_of($code, env => { POE_WHEEL_FOLLOWTAIL_INOTIFY => 0 }), 'tick in not loaded',
        'POE_WHEEL_FOLLOWTAIL_INOTIFY=0';
};

done_testing;
