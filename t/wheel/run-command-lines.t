use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use POSIX ();
use Test::More;
use WheelRun;

# A string is run as perl's exec would run it, with and without a shell: perl itself says what is right.

sub contents_of {
    my ($handle) = @_;
    seek $handle, 0, 0;
    return [ map { chomp; $_ } readline $handle ];
}

sub perls {
    my ($line) = @_;
    my ($out, $err) = (scratch_file(), scratch_file());
    my $pid = fork() // die "fork: $!";
    if (!$pid) {
        open STDIN, '<', '/dev/null' or die;
        open STDOUT, '>&', $out      or die;
        open STDERR, '>&', $err      or die;
        no warnings 'exec';
        exec $line;
        POSIX::_exit(0 + $!);
    }
    waitpid $pid, 0;
    return { status => $?, stdout => contents_of($out), stderr => contents_of($err) };
}

my @LINES = (
    'echo a b', '  echo   a ', "echo a\n", "echo a\n\n",
    "echo a\necho b", "echo\ta", "echo\x0ba", "echo \xa0 \x85",
    'X=1 env', 'X=1', '=x', 'exec echo a',
    'executes', "exec\techo a", '. /dev/null', './. a',
    '.', 'echo a; echo b', 'echo [a]', 'echo ~root',
    'ls /nosuch 2>&1', 'ls /nosuch 2>&1 ', 'echo a2>&1', 'ls /nosuch 2>&1 a',
    "ls /no 2>&1\n", 'echo $((1+1))', 'echo "a  b"', "echo 'a  b'",
    'echo a\\ b', 'echo `echo a`', 'echo a|cat', 'true&&echo a',
    '(echo a)', '{ echo a; }', 'echo <x', 'echo a >/dev/null',
    'echo #x', 'echo ! % ^ @ , a=b', 'echo ?', 'echo -x a',
    'false', 'sh -c exit', 'kill -9', "printf \xc3\xa9\\\\n",
    'echo "', "echo \xc3\xa9 \x{100}", 'X = 1 echo a', '9=1 echo a',
);

for my $line (@LINES) {
    my $bytes = $line;
    utf8::encode($bytes) if utf8::is_utf8($bytes);
    local $ENV{X} = 'x';
    my $log  = run_wheel(Program => $line, RedirectStdin => '/dev/null');
    my $want = perls($bytes);
    my $got  = { map { $_ => $log->{$_} } qw(stdout stderr) };
    $got->{status} = $log->{status}[0];
    $got->{stderr} = [] if "@{ $log->{stderr} }" =~ /\Acan't exec/;
    (my $name = $bytes) =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ge;
    is_deeply $got, $want, "<$name>" or diag explain { got => $got, want => $want };
}

by_fork_too();
done_testing;
