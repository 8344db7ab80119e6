use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# Eight runs with children and signals; some end with an exception from _stop, and the next is clean.
for my $turn (1 .. 8) {
    my $dies   = $turn % 3 == 0;
    my $reaped = 0;
    session(
        _start => sub {
            $_[KERNEL]->sig_child(spawn(sub {0}), 'reaped');
            $_[KERNEL]->sig(USR1 => 'x');
            kill USR1 => $$;
        },
        reaped => sub { $reaped++; $_[KERNEL]->sig('USR1') },
        x      => sub { },
        _stop  => sub { die "bad exit\n" if $dies },
    );
    my $error = eval { $poe_kernel->run; 1 } ? 'clean' : $@;
    is $error, $dies ? "bad exit\n" : 'clean', "run $turn";
    is $reaped, 1;
}

done_testing;
