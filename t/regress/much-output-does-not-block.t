use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Stage;
use Test::More;

use POE;

# A wheel that has more to write than its peer takes must not wait in the system: other events go on, and
# all of it arrives once the peer reads.
my $size = 4_000_000;
my ($ticks, $received) = (0, 0);

sub drain {
    my ($stage) = @_;
    $received += length $stage->received;
    return $stage->end if $received > $size;
    return $stage->after_turns(1, \&drain);
}

my $log = stage(
    start => sub { $_[0]->put('x' x $size); $poe_kernel->yield('tick') },
    tick  => sub {
        my ($stage) = @_;
        return $poe_kernel->yield('tick') if ++$ticks < 100;
        drain($stage);
    },
)->play;
is $ticks, 100, 'events go on meanwhile';
is $received, $size + 2, 'all arrives';
ok !(grep { $_ eq 'late' } @$log), 'in time';

done_testing;
