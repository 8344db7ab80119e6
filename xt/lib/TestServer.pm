package TestServer;

# perl -MTestServer=FIFO any-test.pl: a process that has loaded what all tests load, and runs each test that it is
# asked for in a fork, as a main program. It is for valgrind, where loading takes longer than most tests do. POE is
# not among what is loaded: each test does that. A request is a line: the process whose output is to be
# written to, a FIFO for the answer, which is wait's status, and the test's file.

use strict;
use warnings;

my $limit = 300;    # seconds

sub import {
    my (undef, $fifo) = @_;
    return if !defined $fifo;
    load();
    my $requests = listen_at($fifo);
    while (my $request = readline $requests) {
        my ($asker, $answer, $file) = split ' ', $request;
        1 while waitpid(-1, POSIX::WNOHANG()) > 0;
        next if fork() // die "fork: $!\n";
        my $test = fork() // die "fork: $!\n";
        return become($asker, $file) if !$test;
        answer($answer, status_of($test));
        kill KILL => $$;    # it has nothing to be looked at
    }
    return;
}

# Test2 wants to be told that it is loaded for others.
sub load {
    require Test2::API;
    Test2::API::test2_start_preload();
    require POETest;
    Test2::API::test2_stop_preload();
    my ($library) = grep {-e} map {"$_/auto/POE/XS/XS.so"} @INC;
    DynaLoader::dl_load_file($library, 0) if $library;
    return;
}

# Open for both, so that it has no end.
sub listen_at {
    my ($fifo) = @_;
    POSIX::mkfifo("$fifo.new", oct 600)  or die "$fifo: $!\n";
    open my $requests, '+<', "$fifo.new" or die "$fifo: $!\n";
    rename "$fifo.new", $fifo            or die "$fifo: $!\n";
    return $requests;
}

sub status_of {
    my ($test) = @_;
    local $SIG{ALRM} = sub { kill KILL => $test };
    alarm $limit;
    1 until waitpid($test, 0) == $test;
    return $?;
}

sub answer {
    my ($fifo, $status) = @_;
    open my $answer, '>', $fifo or die "$fifo: $!\n";
    syswrite $answer, "$status\n";
    return;
}

# Returns to the main program, which is the test now.
sub become {
    my ($asker, $file) = @_;
    open STDIN, '<', '/dev/null'           or die "$file: $!\n";
    open STDOUT, '>>', "/proc/$asker/fd/1" or die "$file: $!\n";
    open STDERR, '>>', "/proc/$asker/fd/2" or die "$file: $!\n";
    put_in_place(numbered($file));
    Test2::API::test2_post_preload_reset();
    $0 = $file;    ## no critic (RequireLocalizedPunctuationVars)
    return;
}

# A copy of the test that knows its name.
sub numbered {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    my $text = do { local $/ = undef; readline $in };
    open my $out, '+>', undef or die "$file: $!\n";
    syswrite $out, qq{#line 1 "$file"\n$text};
    sysseek $out, 0, 0;
    return $out;
}

# Perl has the program open under a number that only the system tells.
sub put_in_place {
    my ($text)    = @_;
    my ($program) = grep { (readlink "/proc/self/fd/$_" // '') =~ m{/any-test\.pl\z} } 3 .. 20;
    defined $program                    or die "the program is not open\n";
    POSIX::dup2(fileno $text, $program) or die "dup2: $!\n";
    return;
}

1;
