package Bench::Server;

# A server in a process of its own, and a client program that loads it. The server code gets a
# function to call with its port; what it serves with is a matter of @INC.

use strict;
use warnings;

use Bench;
use Exporter qw(import);

our @EXPORT = qw(load_with_wrk serve);

# A server must not outlive a client that failed or took too long.
my %running;
END { kill KILL => keys %running }

# Starts the server and returns its port, a function that ends it and returns its CPU seconds, and
# its process.
sub serve {
    my ($server) = @_;
    pipe my $in, my $out or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        close $in;
        $server->(sub { syswrite $out, "$_[0]\n" });
        finish();
    }
    close $out;
    $running{$pid} = 1;
    $SIG{TERM} = sub { exit 1 };
    my $port = <$in> // die "the server did not start\n";
    chomp $port;
    return ($port, sub { _end($pid) }, $pid);
}

sub _end {
    my ($pid) = @_;
    my $before = _children_seconds();
    kill KILL => $pid;
    waitpid $pid, 0;
    delete $running{$pid};
    return _children_seconds() - $before;
}

sub _children_seconds {
    my (undef, undef, $user, $system) = times;
    return $user + $system;
}

# Reports requests a second over 50 connections, and the server's CPU time for each in microseconds.
sub load_with_wrk {
    my ($name, $port, $end) = @_;
    my $seconds = int(($ENV{BENCH_SECONDS} || 0.4) + 0.999);
    my $said    = `wrk -t 1 -c 50 -d ${seconds}s http://127.0.0.1:$port/ 2>&1`;
    my ($rate)  = $said =~ m{Requests/sec:\s*([\d.]+)} or die "wrk: $said\n";
    my ($count) = $said =~ m{(\d+) requests in};
    die "wrk had errors: $said\n" if $said =~ /Non-2xx|Socket errors/;
    report($name, $rate, 'per_s');
    report("${name}_cpu", 1e6 * $end->() / $count, 'us');
    return;
}

1;
