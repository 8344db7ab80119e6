use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Errno qw(EACCES ENOENT);
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

sub text_of {
    local $! = shift;
    return "$!";
}

sub told {
    my ($log) = @_;
    return grep { $_->[4] eq 'PROGRAM' } @{ $log->{error} };
}

my @CANNOT = (
    [ '/no/such/program', ENOENT ],
    [ [ 'no-such-program', 'a b' ], ENOENT ],
    [ 'no-such-program a', ENOENT ],
    [ ['/'], EACCES ],
);
push @CANNOT, [ '', ENOENT ], [ [], ENOENT ] unless is_upstream();

for (@CANNOT) {
    my ($program, $errno) = @$_;
    my $name = ref $program ? "@$program" : $program;
    subtest "<$name>" => sub {
        my $log = run_wheel(Program => $program);
        is_deeply $log->{stderr},
            [ "can't exec ($name) in child pid $log->{pid}: " . text_of($errno) ], 'text';
        is_deeply $log->{status}, [ $errno << 8 ], 'status';
        is @{ $log->{close} }, 1, 'the outputs are closed';
        return if is_upstream();
        my @told = told($log);
        is @told, 1, 'event';
        my ($operation, $number, $message, $id, $what) = @{ $told[0] };
        is_deeply [ $operation, $number, $id, $what ], [ 'exec', $errno, $log->{id}, 'PROGRAM' ];
        is $message, text_of($errno);
        is $message + 0, $errno;
        is $log->{all}[0], 'error', 'it is the first of the wheel';
    };
}

subtest 'arguments are not in the text' => sub {
    my $log = run_wheel(Program => ['/no/such'], ProgramArgs => [ 1, 2 ]);
    like $log->{stderr}[0], qr{\Acan't exec \(/no/such\) in};
};

subtest 'without ErrorEvent nothing is told' => sub {
    my $log = run_wheel(Program => ['/no/such'], events => [qw(Stdout Stderr Close)]);
    is @{ $log->{stderr} }, 1;
    is_deeply $log->{error}, [];
};

subtest 'a program that runs and fails is none' => sub {
    my $log = run_wheel(Program => [ 'sh', '-c', 'exit 2' ]);
    is_deeply [ told($log) ], [];
};

subtest 'no zombie and no descriptor stays' => sub {
    my $before;
    for (0 .. 5) {
        run_wheel(Program => ['/no/such']);
        $before //= open_descriptors();
    }
    is open_descriptors(), $before;
    is waitpid(-1, 1), -1;
};

if (is_upstream()) {
    done_testing;
    exit;
}

subtest 'it comes after new, in any case' => sub {
    my $made = 0;
    my $log  = run_wheel(
        Program => ['/no/such'], events => ['Error'],
        on      => { start => sub { $made = 1 }, error => sub { is $made, 1 } },
    );
    is told($log), 1;
};

subtest 'a changed ErrorEvent holds' => sub {
    my $log = run_wheel(
        Program => ['/no/such'], events => ['Error'],
        on      => { start => sub { $_[1]{wheel}->event(ErrorEvent => undef) } },
    );
    is_deeply $log->{error}, [];
    $log = run_wheel(
        Program => ['/no/such'], events => [],
        on      => { start => sub { $_[1]{wheel}->event(ErrorEvent => 'error') } },
    );
    is told($log), 1;
};

subtest 'a wheel that is gone tells nothing' => sub {
    my $log = run_wheel(
        Program => ['/no/such'],
        events  => [qw(Stdout Stderr Error)],
        on      => { start => sub { delete $_[1]{wheel} } },
    );
    is_deeply $log->{all}, ['status'];
};

subtest 'a wheel may go when it is told' => sub {
    for my $conduit ('pipe', eval { require IO::Pty } ? 'pty' : ()) {
        my $log = run_wheel(
            Program => ['/no/such'],
            Conduit => $conduit,
            events  => [qw(Stdout Error)],
            on      => { error => sub { delete $_[1]{wheel} } },
        );
        is_deeply [ map { $_->[0] } @{ $log->{error} } ], ['exec'], $conduit;
        is_deeply $log->{status}, [ ENOENT << 8 ];
    }
};

subtest 'so that nothing in between hides it' => sub {
    my $log = run_wheel(
        Program => ['/no/such'],
        on      => { stderr => sub { delete $_[1]{wheel} } },
        events  => [qw(Stdout Stderr Error)],
    );
    is told($log), 1;
    is $log->{all}[0], 'error';
};

subtest 'what the program prints of it goes where its errors go' => sub {
    local $SIG{__WARN__} = sub { print STDERR 'caught: ', @_ };
    my $log = run_wheel(Program => ['/no/such']);
    like $log->{stderr}[0], qr{\Acaught: can't exec};
};

by_fork_too();
done_testing;
