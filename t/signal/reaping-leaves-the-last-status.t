use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Children are reaped between handlers: $? stays what the program's own last process made it.

for my $how (qw(sig_child sig)) {
    my ($reaped, $status) = (0, undef);
    play(
        _start => sub { $_[KERNEL]->yield('begin') },
        begin  => sub {
            my ($kernel) = $_[KERNEL];
            $? = 42 << 8;
            my $pid = spawn(sub {7});
            $kernel->delay(limit => 30);    # watching CHLD keeps no session
            $how eq 'sig' ? $kernel->sig(CHLD => 'reaped') : $kernel->sig_child($pid, 'reaped');
        },
        reaped => sub {
            ($reaped, $status) = ($_[ARG2], $?);
            $_[KERNEL]->sig('CHLD');
            $_[KERNEL]->delay('limit');
        },
    );
    is $reaped, 7 << 8, "$how: the child is reported";
    is $status, 42 << 8, "$how: \$? is the program's" if !is_upstream();    # there it is lost
}
$? = 0;

done_testing;
