use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run Filter::Stream);

# A megabyte to the program and back while it writes another: neither side can wait for the other.

my $OCTETS = 1_048_576;
my $TALKER = perl_program(
    "binmode \$_ for *STDIN, *STDOUT; print 'x' x $OCTETS;
    while (sysread STDIN, my \$got, 65536) { print \$got } print STDERR 'e' x $OCTETS"
);

my @conduits = ('pipe', eval { require IO::Pty } ? 'pty-pipe' : ());

for my $conduit (@conduits) {
    my ($out, $err) = (0, 0);
    my $log = run_wheel(
        Program => $conduit eq 'pipe'
        ? $TALKER
        : perl_program(
            "print 'x' x $OCTETS; my \$left = $OCTETS;
            while (\$left and sysread STDIN, my \$got, 65536) { \$left -= length \$got; print \$got }
            print STDERR 'e' x $OCTETS"
        ),
        Conduit      => $conduit,
        StdioFilter  => POE::Filter::Stream->new,
        StderrFilter => POE::Filter::Stream->new,
        limit        => 60,
        events       => [qw(Stdin Stdout Stderr Error Close)],
        on           => {
            start  => sub { $_[1]{wheel}->put('y' x $OCTETS) },
            stdin  => sub { $_[1]{wheel}->shutdown_stdin },
            stdout => sub { $out += length $_[2] },
            stderr => sub { $err += length $_[2] },
        },
    );
    is $out, 2 * $OCTETS, "$conduit: output";
    is $err, $OCTETS, 'errors';
    is_deeply $log->{status}, [0];
}

by_fork_too();
done_testing;
