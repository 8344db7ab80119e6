use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Wheel::SocketFactory);

# There is nothing at port 0 of any host: the wheel has to say so, not wait.
my @log;
play(
    _start => sub {
        $_[KERNEL]->delay(late => scaled(10));
        $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(
            RemoteAddress => '127.0.0.1',
            RemotePort    => 0,
            SuccessEvent  => 'connected',
            FailureEvent  => 'failed',
        );
    },
    connected => sub { push @log, 'connected' },
    failed    => sub {
        push @log, "failed $_[ARG0]", $_[ARG1] ? 'with a number' : 'without';
        delete $_[HEAP]{wheel};
        $_[KERNEL]->delay('late');
    },
    late => sub { push @log, 'late'; delete $_[HEAP]{wheel} },
);
is_deeply \@log, [ 'failed connect', 'with a number' ];

done_testing;
