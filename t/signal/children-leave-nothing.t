use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

# Each child that ends is heard of and forgotten, while the program runs on.

plan skip_all => 'this upstream is not under test'       if is_upstream();
plan skip_all => 'nobody tells how much memory there is' if !resident_bytes();

my $child = run_child(<<'CODE', limit => 60);
use POE;
use POETest;

my ($count, $first) = (0);
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->yield('another') },
        another => sub {
            my $pid = fork // die "fork: $!";
            if (!$pid) { require POSIX; POSIX::_exit(0) }
            $_[KERNEL]->sig_child($pid, 'ended');
        },
        ended => sub {
            $_[KERNEL]->sig_child($_[ARG1]);
            $first = resident_bytes() if ++$count == 300;
            return $_[KERNEL]->yield('another') if $count < 1500;
            print resident_bytes() - $first, "\n";
        },
    },
);
POE::Kernel->run;
CODE

like $child->{stdout}, qr/\A-?\d+\n\z/, 'all have ended';
cmp_ok $child->{stdout}, '<', 1200 * 100, 'and left next to nothing';

done_testing;
