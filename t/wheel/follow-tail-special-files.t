use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE;
use POSIX ();
use Socket;

# What is no plain file is watched like a socket.

sub special {
    my @parameters = @_;
    local $SIG{__WARN__} = sub { };    # of PollInterval, which is not needed
    return tail_and_idle(@parameters);
}

subtest 'a pipe' => sub {
    pipe my $reader, my $writer or die $!;
    syswrite $writer, "a\nb\n";
    my $log = special(
        [ Handle => $reader ],
        'in b' => sub { syswrite $writer, "tail"; close $writer },
        idle   => undef
    );
    is_deeply $log, [ 'in a', 'in b', 'idle' ], 'ends silently, and a partial line with it';
};

subtest 'a connection' => sub {
    socketpair my $here, my $there, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die $!;
    syswrite $there, "a\n";
    my $log = special([ Handle => $here ], 'in a' => sub { close $there }, 'error.*' => undef);
    is_deeply $log, [ 'in a', 'error read 0' ], 'ends with an error';
};

subtest 'a named pipe' => sub {
    my $file = fresh_file();
    POSIX::mkfifo($file, 0600) or plan skip_all => "mkfifo: $!";
    my @log;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
                Filename   => $file, InputEvent => 'in',
                ErrorEvent => 'end', IdleEvent  => 'end'
            );
            append($file, "1\n");
        },
        in => sub {
            push @log, $_[ARG0];
            return append($file, $_[ARG0] + 1, "\n") if $_[ARG0] < 4;
            %{ $_[HEAP] } = ();
        },
        end => sub { push @log, 'end' },
    );
    is "@log", '1 2 3 4', 'has no end while writers come and go';
};

subtest 'an empty device' => sub {
    my @log;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
                Filename  => '/dev/null', InputEvent => 'in',
                IdleEvent => 'idle'
            );
        },
        idle  => sub { push @log, 'idle' },
        _stop => sub { push @log, 'stop' },
    );
    is "@log", 'idle stop', 'is at its end at once';
};

subtest 'a terminal' => sub {
    plan skip_all => 'needs IO::Pty' unless eval { require IO::Pty; 1 };
    my $pty   = IO::Pty->new;
    my $slave = $pty->slave;
    syswrite $pty, "typed\n";
    my $log = special(
        [ Handle => $slave ], 'in typed' => sub { syswrite $pty, "\cD" },
        'error.*'                        => undef
    );
    is_deeply $log, [ 'in typed', 'error read 0' ], 'ends with an error';
};

subtest 'arguments' => sub {
    socketpair my $here, my $there, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die $!;
    syswrite $there, "a\n";
    close $there;
    my @got;
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
                Handle     => $here, InputEvent => 'in',
                ErrorEvent => 'error'
            );
            push @got, $wheel->ID, $wheel->[POE::Wheel::FollowTail::SELF_FOLLOW_MODE];
        },
        in    => sub { push @got, @_[ ARG0 .. $#_ ] },
        error => sub { push @got, @_[ ARG0 .. $#_ ] },
    );
    my $id = shift @got;
    is_deeply \@got, [ POE::Wheel::FollowTail::MODE_SELECT, 'a', $id, 'read', 0, '', $id ];
};

subtest 'a named pipe that comes later' => sub {
    plan skip_all => 'POE waits for its end, and lets everything wait' if is_upstream();
    my $file = fresh_file();
    my $log  = tail(
        [ Filename => $file ],
        idle   => sub { POSIX::mkfifo($file, 0600); append_soon($file, "a\n") },
        'in a' => undef
    );
    is_deeply $log, [ 'reset', 'in a' ], 'is polled like a file';
};

# The wheel opens the pipe for both directions: until then opening it for writing would wait.
sub append_soon {
    my ($file, $text) = @_;
    my $try = sub {
        sysopen my $out, $file, POSIX::O_WRONLY | POSIX::O_NONBLOCK or return 0;
        return syswrite $out, $text;
    };
    session(
        _start => sub { $_[KERNEL]->yield('try') },
        try    => sub { $try->() or $_[KERNEL]->delay(try => 0.01) },
    );
    return;
}

done_testing;
