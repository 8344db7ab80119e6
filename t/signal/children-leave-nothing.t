use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

# Each child that ends is heard of and forgotten, while the program runs on.

plan skip_all => 'this upstream is not under test' if is_upstream();
plan skip_all => 'no /proc here' unless -r '/proc/self/statm';

my $child = run_child(<<'CODE', limit => 60);
use POE;

sub resident {
    open my $in, '<', '/proc/self/statm' or die "statm: $!";
    return (split ' ', <$in>)[1] * 4096;
}

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
            $first = resident() if ++$count == 300;
            return $_[KERNEL]->yield('another') if $count < 1500;
            print resident() - $first, "\n";
        },
    },
);
POE::Kernel->run;
CODE

like $child->{stdout}, qr/\A-?\d+\n\z/, 'all have ended';
cmp_ok $child->{stdout}, '<', 1200 * 100, 'and left next to nothing';

done_testing;
