use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

sub output_of_program {
    my (@what) = @_;
    my $log = run_wheel(@what);
    is_deeply $log->{status}, [0], 'status' or diag explain $log;
    return $log->{stdout};
}

subtest 'a list is a program and its arguments, as they are' => sub {
    my $out = output_of_program(Program => [ 'printf', '[%s]\n', 'a  b', '$HOME', '' ]);
    is_deeply $out, [ '[a  b]', '[$HOME]', '[]' ];
};

subtest 'ProgramArgs follow' => sub {
    my $out = output_of_program(
        Program     => [ 'printf', '%s\n' ],
        ProgramArgs => [ 'a b', '$HOME' ],
    );
    is_deeply $out, [ 'a b', '$HOME' ];
};

subtest 'a list of one is a command line' => sub {
    is_deeply output_of_program(Program => ['echo "a   b"; echo c']), [ 'a   b', 'c' ];
    is_deeply output_of_program(Program => ['echo'], ProgramArgs => ['"a   b"; c']),
        ['"a   b"; c'], 'with an argument it is none';
};

subtest 'a string is a command line, and the arguments are put to it' => sub {
    is_deeply output_of_program(Program => 'echo   a  b '), ['a b'];
    is_deeply output_of_program(Program => 'echo "a  b" | tr a c'), ['c  b'];
    is_deeply output_of_program(Program => 'echo', ProgramArgs => [ '"a', ' b"; echo c' ]),
        [ 'a  b', 'c' ];
};

subtest 'code is called with the arguments' => sub {
    my $out = output_of_program(
        Program     => sub { print "$_\n" for @_; print scalar(@_), "\n" },
        ProgramArgs => [ 'a b', 'c' ],
    );
    is_deeply $out, [ 'a b', 'c', 2 ];
};

subtest 'the environment is that of now' => sub {
    local $ENV{WHEEL_RUN_TEST} = "x\x{e9}";
    local $ENV{HOME};
    delete $ENV{HOME};
    my $out = output_of_program(Program => 'echo $WHEEL_RUN_TEST ${HOME-none}');
    is_deeply $out, ["x\x{e9} none"];
    $out = output_of_program(
        Program => [ 'sh', '-c', 'echo $WHEEL_RUN_TEST' ],
        on      => { start => sub { $ENV{WHEEL_RUN_TEST} = 'too late' } },
    );
    is_deeply $out, ["x\x{e9}"];
};

subtest 'the program is looked for in the PATH of now' => sub {
    require File::Temp;
    my $folder = File::Temp::tempdir(CLEANUP => 1);
    open my $out, '>', "$folder/only-here" or die $!;
    print $out "#!/bin/sh\necho found \$1\n";
    close $out;
    chmod 0755, "$folder/only-here";
    local $ENV{PATH} = "$folder:$ENV{PATH}";
    is_deeply output_of_program(Program => [ 'only-here', 'x' ]), ['found x'];
    is_deeply output_of_program(Program => 'only-here y'), ['found y'];
};

subtest 'a script that names no interpreter is the shell\'s' => sub {
    require File::Temp;
    my ($out, $name) = File::Temp::tempfile(UNLINK => 1);
    print $out "echo plain \$1\n";
    close $out;
    chmod 0755, $name;
    is_deeply output_of_program(Program => [ $name, 'x' ]), ['plain x'];
};

subtest 'many arguments' => sub {
    my @many = (1) x 50_000;
    is_deeply output_of_program(Program => [ 'sh', '-c', 'echo $#', 'sh', @many ]), [50_000];
    require File::Temp;
    my ($out, $name) = File::Temp::tempfile(UNLINK => 1);
    print $out "echo \$#\n";
    close $out;
    chmod 0755, $name;
    is_deeply output_of_program(Program => [ $name, @many ]), [50_000], 'for a plain script';
};

subtest 'the folder and the file mode mask are the parent\'s' => sub {
    require Cwd;
    require File::Temp;
    my ($here, $folder, $mask) = (Cwd::getcwd(), File::Temp::tempdir(CLEANUP => 1), umask 027);
    chdir $folder;
    my $out = output_of_program(Program => 'pwd -P; umask');
    is_deeply $out, [ Cwd::abs_path($folder), '0027' ];
    umask $mask;
    chdir $here;
};

subtest 'what was printed before comes before' => sub {
    my $child = run_child(<<'CODE');
use POE qw(Wheel::Run);
$| = 0;
print "first\n";
POE::Session->create(inline_states => {
    _start => sub {
        $_[HEAP]{wheel} = POE::Wheel::Run->new(Program => [qw(echo second)]);
        $_[KERNEL]->sig_child($_[HEAP]{wheel}->PID, 'over');
    },
    over => sub { print "third\n"; delete $_[HEAP]{wheel} },
});
POE::Kernel->run;
CODE
    is $child->{stdout}, "first\nsecond\nthird\n";
};

subtest 'values of other kinds are text' => sub {
    {

        package Text;
        use overload '""' => sub {"text $_[0][0]"};
    }
    my $out
        = output_of_program(Program => [ 'printf', '%s\n', bless([1], 'Text'), 42, 0, "\x{263a}" ]);
    is_deeply $out, [ 'text 1', 42, 0, "\xe2\x98\xba" ];
};

by_fork_too();
done_testing;
