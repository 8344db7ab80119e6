use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# In one handler system() gives its own status before children are watched, while they are, and when they
# no longer are. The processes it waited for are nobody else's.
my (@status, @reported);
play(
    _start => sub { $_[KERNEL]->yield('work'); $_[KERNEL]->delay(end => 0.05) },
    work   => sub {
        my @program = ($^X, '-e', 'exit shift');
        push @status, system(@program, 0), system(@program, 1) >> 8;
        $_[KERNEL]->sig(CHLD => 'child');
        push @status, system(@program, 0), system(@program, 2) >> 8;
        $_[KERNEL]->sig('CHLD');
        push @status, system(@program, 0), system(@program, 3) >> 8;
    },
    child => sub { push @reported, $_[ARG1] },
    end   => sub { },
    _stop => sub { },
);
is "@status", '0 1 0 2 0 3', 'system knows how each ended';
is_deeply \@reported, [], 'and nobody else does';

done_testing;
