package Bench::Echo;

# What is asked of every server that echoes lines, whatever it is made of: WHAT is line_1, line_16 (as
# many lines in flight on each connection), connection (one line each, then the server closes) or idle.

use strict;
use warnings;

use Bench;
use Bench::Load;
use Bench::Server;
use Exporter qw(import);

our @EXPORT = qw(measure_echo);

my $IDLE = 10_000;

# The server is a function that gets one to call with its port, and whether to close after one line.
sub measure_echo {
    my ($what, $server) = @_;
    my ($port, $end, $pid) = serve(sub { $server->($_[0], $what eq 'connection') });
    my $name = "tcp_$what";
    if    ($what =~ /\Aline_(\d+)\z/) { load_lines($name, $port, $end, $1) }
    elsif ($what eq 'connection')     { load_one_line_connections($name, $port, $end) }
    elsif ($what eq 'idle')           { load_with_idle($name, $port, $end, $pid, $IDLE) }
    else                              { die "what is $what?\n" }
    return finish();
}

1;
