use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A process forks in a handler; the child cuts itself loose, waits for a signal and ends its own loop,
# the parent reaps it by sig_child while it holds references.
my $child = run_child(<<'CODE', env => { POE_ASSERT_DEFAULT => 1 });
    use POE;
    my $role = 'parent';
    my $pid;
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->sig(CHLD => 'any_child'); $_[KERNEL]->yield('fork'); $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'held') },
        _stop  => sub { },
        fork   => sub {
            my ($kernel, $session) = @_[KERNEL, SESSION];
            $pid = fork // die;
            if ($pid) {
                $kernel->sig_child($pid, 'reaped');
                $kernel->delay(prod => 0.1);
                return;
            }
            $role = 'child';
            $kernel->has_forked;
            $kernel->sig('CHLD');
            $kernel->sig(USR1 => 'asked');
        },
        prod  => sub { kill USR1 => $pid },
        asked => sub { $_[KERNEL]->sig('USR1'); $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'held') },
        any_child => sub { },
        reaped => sub { print "reaped $_[ARG2]\n"; $_[KERNEL]->sig('CHLD'); $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'held') },
    });
    POE::Kernel->run;
    print "$role returned\n";
CODE

is_deeply [ sort split /\n/, $child->{stdout} ],
    [ 'child returned', 'parent returned', 'reaped 0' ], 'run returns in both'
    or diag explain $child;
is $child->{timed_out}, 0;

done_testing;
