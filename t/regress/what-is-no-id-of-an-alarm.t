use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(ESRCH);
use POE;

# IDs are looked up as they are written: what only begins with a number, or is another way to write it, is the ID of
# no alarm. None of this is worth a warning, not even under -w.

my @NONE = (
    'x', '', '1x', '1.5', ' 1', "1\n", '01', '0x1', '-1', -1, 0, 1e20, 'inf', 'nan', [],
    sub { });

# Upstream's adjusting functions leave the alarm alone as well, but tell of one, or leave the error out.
my @METHODS = ('alarm_remove', is_upstream() ? () : qw(alarm_adjust delay_adjust));

sub ask {
    my ($kernel, $method, $id) = @_;
    $! = 0;
    my @got = $kernel->$method($id, $method eq 'alarm_remove' ? () : 1);
    return (scalar @got, $! + 0);
}

my @warned;
local $^W = 1;
local $SIG{__WARN__} = sub { push @warned, @_ };

play(
    _start => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        my $id = $kernel->alarm_set(later => time + 1000);
        for my $none (map { ref || $_ eq '' ? $_ : (s/1/$id/r) } @NONE) {
            for my $method (@METHODS) {
                is_deeply [ ask($kernel, $method, $none) ], [ 0, ESRCH ], "$method: '$none'";
            }
            $kernel->$_($none, 'tag') for qw(refcount_increment refcount_decrement);
            $kernel->ID_id_to_session($none);
            $kernel->sig_child($none) if !ref $none;
        }
        ok $kernel->alarm_adjust("$id", 0), 'the digits alone are';
        ok $kernel->alarm_remove($id + 0.0), 'as is the number';
    });

is_deeply \@warned, [], 'no warnings';

done_testing;
