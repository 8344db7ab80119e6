use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# A session that only waits until others have handled its events ends right after the last of them, while
# they go on.

sub moments {
    my ($send) = @_;
    my @log;
    session(
        _start => sub { $_[KERNEL]->alias_set('receiver') },
        work   => sub { push @log, "work $_[ARG0]"; $_[KERNEL]->delay(later => 0.05) },
        later  => sub { push @log, 'later';         $_[KERNEL]->alias_remove('receiver') },
    );
    session(_start => $send, _stop => sub { push @log, 'the sender stops' });
    POE::Kernel->run;
    return \@log;
}

is_deeply moments(sub { $_[KERNEL]->post(receiver => work => 1) }),
    [ 'work 1', 'the sender stops', 'later' ], 'one event';

is_deeply moments(sub { $_[KERNEL]->post(receiver => work => $_) for 1, 2 }),
    [ 'work 1', 'work 2', 'the sender stops', 'later' ], 'two: after the second';

done_testing;
