use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Errno qw(ENOSPC);
use POETest;
use Test::More;

use POE qw(Wheel::ReadWrite Driver::SysRW);

# A disk that is full is told as what it is, once for each wheel, and nothing is tried again by itself.

plan skip_all => 'there is no /dev/full' if !-c '/dev/full' || !open my $probe, '>', '/dev/full';

for my $octets (1, 1_000_000) {
    open my $full, '>', '/dev/full' or die "/dev/full: $!";
    pipe my $in, my $out            or die "pipe: $!";
    my @told;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(
                InputHandle  => $in,
                OutputHandle => $full,
                InputEvent   => 'input',
                FlushedEvent => 'flushed',
                ErrorEvent   => 'error',
            );
            $_[HEAP]{wheel}->put('x' x $octets);
            $_[KERNEL]->delay(late => scaled(20));
        },
        error => sub {
            push @told, "$_[ARG0] " . ($_[ARG1] == ENOSPC ? 'ENOSPC' : $_[ARG1]);
            $_[KERNEL]->delay(late => scaled(0.1));
        },
        flushed => sub { push @told, 'flushed' },
        late    => sub { delete $_[HEAP]{wheel} },
    );
    is_deeply \@told, ['write ENOSPC'], "$octets octets";
}

open my $full, '>', '/dev/full' or die "/dev/full: $!";
my $driver = POE::Driver::SysRW->new;
$driver->put([ 'a', 'bc' ]);
$! = 0;
my $left = $driver->flush($full);
is $! + 0, ENOSPC, 'a driver has it in $!';
is $left, 3, '... and keeps what was not written';

done_testing;
