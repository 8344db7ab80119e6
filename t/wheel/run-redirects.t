use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Errno      qw(ENOENT);
use File::Temp qw(tempdir tempfile);
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

my $folder = tempdir(CLEANUP => 1);

sub written {
    my ($name, $text) = @_;
    open my $out, '>', "$folder/$name" or die "$name: $!";
    print $out $text;
    close $out;
    return "$folder/$name";
}

sub contents {
    my ($file) = @_;
    open my $in, '<', $file or return "$file: $!";
    local $/;
    return scalar <$in>;
}

my $BOTH = 'echo out; echo err >&2; exit 3';

subtest 'input from a file' => sub {
    my $log = run_wheel(Program => ['cat'], RedirectStdin => written('in', "one\ntwo\n"));
    is_deeply $log->{stdout}, [ 'one', 'two' ];
    is_deeply $log->{status}, [0];
};

subtest 'input from a handle, from where it stands' => sub {
    open my $in, '<', written('in', "one\ntwo\n") or die $!;
    sysseek $in, 4, 0;
    is_deeply run_wheel(Program => ['cat'], RedirectStdin => $in)->{stdout}, ['two'];
    open INPUT, '<', written('in', "three\n") or die $!;
    is_deeply run_wheel(Program => ['cat'], RedirectStdin => \*INPUT)->{stdout}, ['three'];
    close INPUT;
};

subtest 'there is nothing to put to then' => sub {
    run_wheel(
        Program       => ['true'],
        RedirectStdin => '/dev/null',
        on            => {
            start => sub {
                my $wheel = $_[1]{wheel};
                is $wheel->[ $wheel->HANDLE_STDIN ], undef;
                ok !eval { $wheel->put('x'); 1 };
                like $@, qr/\ACalled put\(\) on a wheel without an open STDIN handle at \Q$0\E/;
                is scalar($wheel->shutdown_stdin), undef;
            }
        },
    );
};

subtest 'outputs into files' => sub {
    my $log = run_wheel(
        Program        => $BOTH,
        RedirectStdout => written('out', 'something longer'),
        RedirectStderr => "$folder/new",
        events         => [qw(Error Close)],
    );
    is contents("$folder/out"), "out\n", 'what was there is gone';
    is contents("$folder/new"), "err\n", 'a new file';
    is_deeply $log->{all}, ['status'];
    is_deeply $log->{status}, [ 3 << 8 ];
};

subtest 'one redirected, the other listened to' => sub {
    my $log = run_wheel(
        Program        => $BOTH,
        RedirectStdout => "$folder/out",
        events         => [qw(Stderr Error Close)],
    );
    is_deeply $log->{stderr}, ['err'];
    is contents("$folder/out"), "out\n";
    $log = run_wheel(
        Program        => $BOTH,
        RedirectStderr => "$folder/err",
        events         => [qw(Stdout Error Close)],
    );
    is_deeply $log->{stdout}, ['out'];
    is contents("$folder/err"), "err\n";
};

subtest 'outputs into a handle' => sub {
    open my $out, '>>', written('out', "before\n") or die $!;
    run_wheel(Program => $BOTH, RedirectStdout => $out, RedirectStderr => $out, events => []);
    print $out "after\n";
    close $out;
    is contents("$folder/out"), "before\nout\nerr\nafter\n";
};

subtest 'both outputs into one file' => sub {
    run_wheel(Program => $BOTH, RedirectOutput => "$folder/both", events => []);
    is contents("$folder/both"), "out\nerr\n";
    open my $out, '>', "$folder/both" or die $!;
    run_wheel(Program => $BOTH, RedirectOutput => $out, events => []);
    is contents("$folder/both"), "out\nerr\n";
};

subtest 'code has them, too' => sub {
    run_wheel(
        Program        => sub { print scalar <STDIN>; print STDERR "err\n" },
        RedirectStdin  => written('in', "in\n"),
        RedirectOutput => "$folder/both",
        events         => [],
    );
    is contents("$folder/both"), "in\nerr\n";
};

subtest 'one output into the other of the parent' => sub {
    my $child = run_child(<<'CODE');
use POE qw(Wheel::Run);
POE::Session->create(inline_states => {
    _start => sub {
        my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(
            Program        => 'echo out; echo err >&2',
            RedirectStdout => \*STDERR,
            RedirectStderr => \*STDOUT,
        );
        $_[KERNEL]->sig_child($wheel->PID, 'over');
    },
    over => sub { delete $_[HEAP]{wheel} },
});
POE::Kernel->run;
CODE
    is $child->{stdout}, "err\n";
    is $child->{stderr}, "out\n";
};

subtest 'names are taken as they are' => sub {
    require Cwd;
    my $here = Cwd::getcwd();
    chdir $folder;
    for my $name ('&2', ' spaced ', '>x', '|cat', '-') {
        run_wheel(Program => [ 'echo', 'x' ], RedirectStdout => $name, events => []);
        is contents($name), "x\n", "<$name>";
        is_deeply run_wheel(Program => ['cat'], RedirectStdin => $name)->{stdout}, ['x'];
    }
    chdir $here;
};

subtest 'a new file has the rights that the mask leaves' => sub {
    my $mask = umask 027;
    run_wheel(Program => ['true'], RedirectStdout => "$folder/rights", events => []);
    umask $mask;
    is sprintf('%o', (stat "$folder/rights")[2] & 07777), '640';
};

subtest 'a file that cannot be opened' => sub {
    my %called = (Stdin => 'STDIN', Stdout => 'stdout', Stderr => 'stderr', Output => 'stdout');
    for my $stream (sort keys %called) {
        my $child = run_child( <<'CODE', env => { STREAM => $stream });
use POE qw(Wheel::Run);
POE::Session->create(inline_states => {
    _start => sub {
        my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(
            Program => ['true'], "Redirect$ENV{STREAM}" => '/no/such/file', ErrorEvent => 'error');
        $_[KERNEL]->sig_child($wheel->PID, 'over');
    },
    error => sub { print "@_[ARG0, ARG1, ARG4]\n" },
    over  => sub { print 'status ', $_[ARG2] >> 8, "\n"; delete $_[HEAP]{wheel} },
});
POE::Kernel->run;
CODE
        like $child->{stderr},
            qr/\Acan't redirect $called{$stream} in child pid \d+: \S.*\n\z/, "$stream: text";
        isnt $child->{stdout}, "status 0\n", 'status';
        next if is_upstream();
        my $name = uc $called{$stream};
        my $file = quotemeta do { local $! = ENOENT; "$!" };
        like $child->{stderr}, qr/: $file$/, 'with the reason';
        is_deeply [ sort split /\n/, $child->{stdout} ],
            [ "open ${\ (0 + ENOENT)} $name", 'status ' . (0 + ENOENT) ], 'event and status';
    }
};

subtest 'its text goes to StderrEvent' => sub {
    plan skip_all => 'upstream says it to the parent\'s STDERR' if is_upstream();
    my $log = run_wheel(
        Program       => ['true'],
        RedirectStdin => '/no/such',
        events        => [qw(Stderr Close)],
    );
    like $log->{stderr}[0], qr/\Acan't redirect STDIN in child pid $log->{pid}: /;
};

subtest 'handle objects' => sub {
    plan skip_all => 'upstream has only globs' if is_upstream();
    require IO::File;
    my $log = run_wheel(
        Program       => ['cat'],
        RedirectStdin => IO::File->new(written('in', "x\n"), 'r'),
    );
    is_deeply $log->{stdout}, ['x'];
};

sub refused {
    my (@option) = @_;
    my $error = '';
    play(
        _start => sub {
            eval { POE::Wheel::Run->new(Program => ['true'], @option) };
            $error = $@;
        });
    return $error;
}

subtest 'what is refused' => sub {
    like refused(RedirectStdin => []), qr/\ABad file specifier 'ARRAY\(/;
    my $either = qr/\ARedirect\* and \*Event stdio options are mutually exclusive at \Q$0\E/;
    like refused(RedirectStdin  => '/dev/null', StdinEvent  => 'x'), $either;
    like refused(RedirectStdout => '/dev/null', StdoutEvent => 'x'), $either;
    like refused(RedirectStderr => '/dev/null', StderrEvent => 'x'), $either;
    like refused(RedirectOutput => '/dev/null', StderrEvent => 'x'), $either;
    like refused(RedirectOutput => '/dev/null', StdoutEvent => 'x'), $either;
    no warnings 'once';
    like refused(RedirectStdin => \*NEVER_OPENED), qr/\ABad filehandle: NEVER_OPENED at/;
};

subtest 'not with a terminal' => sub {
    pty_or_skip();
    like refused(Conduit => 'pty', RedirectStdin => '/dev/null'),
        qr/\ARedirection with pty conduit is unsupported at \Q$0\E/;
};

by_fork_too();
done_testing;
