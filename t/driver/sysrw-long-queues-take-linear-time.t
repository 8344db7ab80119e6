use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use IO::Handle;
use POE::Driver::SysRW;

plan skip_all => 'one write a chunk there' if is_upstream();

# A peer that reads little at a time makes the driver write little at a time. How much waits behind
# that does not matter. Time is the process's own.

sub seconds { my ($user, $system) = times; return $user + $system }

sub driver_and_pipe {
    my ($chunks) = @_;
    pipe my $reader, my $writer or die $!;
    $_->blocking(0) for $reader, $writer;
    my $driver = POE::Driver::SysRW->new;
    $driver->put($chunks);
    return ($driver, $reader, $writer);
}

sub time_for {
    my ($count) = @_;
    my ($driver, $reader, $writer) = driver_and_pipe([ ('some chunk') x $count ]);
    my $begun = seconds();
    my $read  = 0;
    while ($driver->flush($writer)) { $read += sysread $reader, my $bytes, 4096 }
    my $took = seconds() - $begun;
    while (my $octets = sysread $reader, my $bytes, 65_536) { $read += $octets }
    is $read, 10 * $count, "$count chunks went out";
    return $took;
}

time_for(10_000);
my ($short, $long) = map { time_for($_) } 50_000, 800_000;
cmp_ok $long, '<', 40 * ($short > 0.05 ? $short : 0.05), 'sixteen times as many';

subtest 'a chunk of another kind in the middle of them' => sub {
    my ($driver, $reader, $writer) = driver_and_pipe([ map {"$_\n"} 1 .. 500 ]);
    for my $odd (300, 64, 65, 1) {
        $driver->[ POE::Driver::SysRW::OUTPUT_QUEUE() ][ $odd - 1 ] = 10 * $odd;
        $driver->[ POE::Driver::SysRW::TOTAL_OCTETS_LEFT() ] += length(10 * $odd) - 1 - length $odd;
    }
    $driver->[ POE::Driver::SysRW::CURRENT_OCTETS_LEFT() ] = 2;
    is $driver->flush($writer), 0, 'is written, too';
    sysread $reader, my $bytes, 65_536;
    my %is_odd = map { $_ => 1 } 300, 64, 65, 1;
    is $bytes, join('', map { $is_odd{$_} ? 10 * $_ : "$_\n" } 1 .. 500), 'in its place';
};

done_testing;
