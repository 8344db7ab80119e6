package Bench::Load;

# The client of the line servers: a C program, compiled here when it is first needed, because one in
# Perl would be what limits the server.

use strict;
use warnings;

use Bench;
use Exporter   qw(import);
use File::Temp ();
use FindBin;
use IPC::Open2 qw(open2);

our @EXPORT = qw(load_lines load_one_line_connections load_with_idle);

my ($folder) = grep { -e "$_/load.c" } map {"$FindBin::Bin/$_"} qw(load ../load);
my $CONNECTIONS = 50;

sub _program {
    my $program = "$folder/load";
    return $program if -e $program && -M $program < -M "$program.c";
    my $new = File::Temp->new(DIR => $folder, UNLINK => 0)->filename;
    system(qw(cc -std=c99 -O2 -o), $new, "$program.c") == 0 or die "no client: cc failed\n";
    rename $new, $program                                   or die "$program: $!\n";
    return $program;
}

sub _arguments {
    my ($what, $port, $in_flight, @more) = @_;
    return (_program(), $what, $port, $CONNECTIONS, $in_flight, $ENV{BENCH_SECONDS} || 0.4, @more);
}

# Rate, and the server's CPU time for each, in microseconds.
sub _load {
    my ($name, $end, @arguments) = @_;
    open my $in, '-|', @arguments or die "$arguments[0]: $!\n";
    my ($count, $seconds) = split ' ', <$in> // '';
    close $in and $count or die "the client failed\n";
    report($name, $count / $seconds, 'per_s');
    report("${name}_cpu", 1e6 * $end->() / $count, 'us');
    return;
}

sub load_lines {
    my ($name, $port, $end, $in_flight) = @_;
    return _load($name, $end, _arguments('lines', $port, $in_flight));
}

sub load_one_line_connections {
    my ($name, $port, $end) = @_;
    return _load($name, $end, _arguments('connections', $port, 1));
}

# Bytes that each of $count quiet connections takes in the server, and the rate of some busy ones.
sub load_with_idle {
    my ($name, $port, $end, $server, $count) = @_;
    my $before = rss_bytes($server);
    my $pid    = open2(my $in, my $out, _arguments('idle', $port, 1, $count));
    (<$in> // '') =~ /filled/ or die "the connections were not to be had\n";
    report("${name}_bytes", (rss_bytes($server) - $before) / $count, 'bytes');
    print {$out} "go on\n";
    $out->flush;
    my ($lines, $seconds) = split ' ', <$in> // '';
    waitpid $pid, 0;
    $? == 0 and $lines or die "the client failed\n";
    report("${name}_line", $lines / $seconds, 'per_s');
    $end->();
    return;
}

1;
