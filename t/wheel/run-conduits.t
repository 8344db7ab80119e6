use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE::Wheel::Run;

my $DIALOG = perl_program('
    print "out 0\n"; print STDERR "err 0\n";
    while (<STDIN>) { chomp; last if $_ eq "end"; print "out <$_>\n"; print STDERR "err <$_>\n" }
    exit 3');

# What the program found at 0, 1 and 2.
my $LOOK = perl_program(
    'print join(" ", map { -t $_ ? "tty" : -p $_ ? "pipe" : "other" }
    *STDIN, *STDOUT, *STDERR), "\n"'
);

sub talk {
    my (%option) = @_;
    my @answers  = ('two', 'end');
    my $says     = sub { my ($log, $heap) = @_; $heap->{wheel}->put(shift @answers) if @answers };
    return run_wheel(
        Program => $DIALOG,
        on      => { start => sub { $_[1]{wheel}->put('one') }, stdout => $says },
        %option,
    );
}

for my $conduit (undef, qw(pipe socketpair inet)) {
    subtest defined $conduit ? $conduit : 'by default' => sub {
        my $log = talk(Conduit => $conduit);
        is_deeply $log->{stdout}, [ 'out 0', 'out <one>', 'out <two>' ], 'output';
        is_deeply $log->{stderr}, [ 'err 0', 'err <one>', 'err <two>' ], 'errors';
        is_deeply $log->{status}, [ 3 << 8 ], 'status';
        is @{ $log->{close} }, 1, 'one CloseEvent';
        my @errors = sort map {"@$_[0, 1, 4]"} @{ $log->{error} };
        is_deeply \@errors, [ 'read 0 STDERR', 'read 0 STDOUT' ], 'both ends are told';
        is_deeply run_wheel(Program => $LOOK, Conduit => $conduit)->{stdout}, ['pipe pipe pipe'];
    };
}

subtest 'pty' => sub {
    pty_or_skip();
    my $log = talk(Conduit => 'pty', events => [qw(Stdout Error Close)]);
    is_deeply [ sort @{ $log->{stdout} } ],
        [ 'err 0', 'err <one>', 'err <two>', 'out 0', 'out <one>', 'out <two>' ],
        'both streams come as output';
    is_deeply $log->{status}, [ 3 << 8 ], 'status';
    is @{ $log->{close} }, 1, 'one CloseEvent';
    is_deeply [ map { $_->[4] } @{ $log->{error} } ], ['STDOUT'], 'one end';
    $log = run_wheel(Program => $LOOK, Conduit => 'pty', events => [qw(Stdout Close)]);
    is_deeply $log->{stdout}, ['tty tty tty'];
};

subtest 'pty-pipe' => sub {
    pty_or_skip();
    my $log = talk(Conduit => 'pty-pipe');
    is_deeply $log->{stdout}, [ 'out 0', 'out <one>', 'out <two>' ], 'output';
    is_deeply $log->{stderr}, [ 'err 0', 'err <one>', 'err <two>' ], 'errors';
    is_deeply $log->{status}, [ 3 << 8 ], 'status';
    is @{ $log->{close} }, 1, 'one CloseEvent';
    is_deeply run_wheel(Program => $LOOK, Conduit => 'pty-pipe')->{stdout}, ['tty tty pipe'];
};

subtest 'the end of a terminal is an error on some systems' => sub {
    pty_or_skip();
    plan skip_all => 'this is so on Linux' if $^O ne 'linux';
    my $log
        = run_wheel(Program => ['true'], Conduit => 'pty', events => [qw(Stdout Error Close)]);
    my ($operation, $errno, $message, $id, $name) = @{ $log->{error}[0] };
    is "$operation $errno $name", 'read 5 STDOUT';
    local $! = 5;
    is $message, "$!";
    is $message + 0, 5;
    is $id, $log->{id};
};

subtest 'the end of a pipe is an error without number or text' => sub {
    my $log = run_wheel(Program => ['true'], events => [qw(Stdout Error)]);
    my ($operation, $errno, $message, $id, $name) = @{ $log->{error}[0] };
    is "$operation $errno $name", 'read 0 STDOUT';
    is $message, '';
    is $id, $log->{id};
};

subtest 'outputs without an event are the parent\'s' => sub {
    my $child = run_child(<<'CODE');
use POE qw(Wheel::Run);
POE::Session->create(inline_states => {
    _start => sub {
        my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(
            Program => ['sh', '-c', 'echo out; echo err >&2']);
        $_[KERNEL]->sig_child($wheel->PID, 'over');
    },
    over => sub { delete $_[HEAP]{wheel} },
});
POE::Kernel->run;
CODE
    is $child->{stdout}, "out\n";
    is $child->{stderr}, "err\n";
};

subtest 'NoStdin' => sub {
    my $look  = perl_program('print -p STDIN ? "pipe\n" : "other\n"');
    my $began = sub { $_[0]{handle} = defined $_[1]{wheel}[9] };
    open my $saved, '<&', \*STDIN or die $!;
    open STDIN, '<', '/dev/null'  or die $!;
    my $log = run_wheel(Program => $look, NoStdin => 1, on => { start => $began });
    is_deeply $log->{stdout}, ['other'], 'input is the parent\'s';
    ok !$log->{handle}, 'there is no handle';
    $log = run_wheel(
        Program => $look, NoStdin => 1, StdinEvent => 'stdin',
        on      => { start => $began });
    is_deeply $log->{stdout}, ['pipe'], 'but not with StdinEvent';
    ok $log->{handle}, 'there is a handle';
    open STDIN, '<&', $saved or die $!;
};

subtest 'a terminal that nobody listens to' => sub {
    pty_or_skip();
    plan skip_all => 'upstream goes on with the parent\'s program in the child' if is_upstream();
    my $log = run_wheel(
        Program => [ 'sh', '-c', 'test -t 0' ],
        Conduit => 'pty', NoStdin => 1, events => [],
    );
    is_deeply $log->{status}, [0], 'is there all the same';
};

by_fork_too();
done_testing;
