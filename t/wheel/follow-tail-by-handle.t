use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use Errno qw(EBADF);
use POE;

sub opened {
    my ($file) = @_;
    open my $handle, '<', $file or die "$file: $!";
    return $handle;
}

subtest 'what is appended comes, in order' => sub {
    my $file = fresh_file("old\n");
    my $log  = tail(
        [ Handle => opened($file) ],
        idle   => sub { append($file, "a\nb\n") },
        'in b' => sub { append($file, "c\n") },
        'in c' => undef
    );
    is_deeply $log, [ 'in a', 'in b', 'in c' ];
};

subtest 'idle comes once each interval' => sub {
    my $file = fresh_file("old\n");
    my $log  = tail_and_idle([ Handle => opened($file) ], map { (idle => undef) } 1 .. 4);
    is_deeply $log, [ ('idle') x 4 ];
};

subtest 'a file that is truncated' => sub {
    my $file = fresh_file("old\nolder\n");
    my $log  = tail(
        [ Handle => opened($file) ],
        idle       => sub { replace($file, "new\n") },
        'in new'   => sub { append($file, "newer\n") },
        'in newer' => undef
    );
    is_deeply $log, [ 'reset', 'in new', 'in newer' ], 'is read from its start';
};

subtest 'a file that is unlinked' => sub {
    my $file = fresh_file("one\ntwo\n");
    my $log  = tail([ Handle => opened($file) ], idle => sub { unlink $file }, 'in two' => undef);
    is_deeply $log, [ 'reset', 'in one', 'in two' ], 'is read from its start';
};

subtest 'a file that is renamed' => sub {
    my $file = fresh_file("old\n");
    my $log  = tail(
        [ Handle => opened($file) ],
        idle =>
            sub { rename $file, "$file.1"; append("$file.1", "late\n"); append($file, "other\n") },
        'in late' => undef,
        idle      => undef,
        idle      => undef
    );
    is_deeply $log, ['in late'], 'is followed all the same';
};

subtest 'a handle that is closed' => sub {
    my $handle = opened(fresh_file("old\n"));
    is_deeply tail([ Handle => $handle ], idle => sub { close $handle }, 'error.*' => undef),
        ['error read 0'], 'is the end';
};

subtest 'a handle that cannot be read' => sub {
    my $file = fresh_file("old\n");
    open my $handle, '>>', $file or die $!;
    is_deeply tail([ Handle => $handle ], 'error.*' => undef), [ 'error read ' . EBADF ];
};

subtest 'after an error nothing more happens' => sub {
    my $handle = opened(fresh_file("old\n"));
    my @log;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
                Handle => $handle, InputEvent => 'in', ErrorEvent => 'error', IdleEvent => 'idle',
                PollInterval => interval());
            close $handle;
        },
        error => sub {
            push @log, 'error', scalar(@_) - ARG0, $_[ARG3] == $_[HEAP]{wheel}->ID,
                "$_[ARG2]" eq '';
        },
        _stop => sub { push @log, 'stop' },
    );
    is_deeply \@log, [ 'error', 4, 1, 1, 'stop' ], 'the session may end though the wheel is there';
};

done_testing;
