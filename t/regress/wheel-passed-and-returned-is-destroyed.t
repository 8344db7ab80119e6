use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Stage;
use Test::More;

use POE qw(Wheel::ReadWrite);

# A wheel that is handed on as an argument and returned by the handler goes while its session is active:
# its handlers and watchers go with it, and the session ends.
my ($session, $gone);
{

    package Watched;
    our @ISA = 'POE::Wheel::ReadWrite';

    sub DESTROY {
        $gone = $POE::Kernel::poe_kernel->get_active_session == $session;
        return $_[0]->SUPER::DESTROY;
    }
}
my ($near, $far) = socket_pair();
my $stopped  = 0;
my @warnings = warnings_of(sub {
    play(
        _start => sub {
            $session = $_[SESSION];
            $_[KERNEL]->yield(
                pass => Watched->new(Handle => $near, InputEvent => 'in', ErrorEvent => 'in'));
        },
        pass  => sub { $_[KERNEL]->yield(again => $_[ARG0]); return $_[ARG0] },
        again => sub { return $_[ARG0] },
        in    => sub { },
        _stop => sub { $stopped++ },
    );
});
ok $gone, 'destroyed while its session was active';
is $stopped, 1, 'the session ends';
is_deeply \@warnings, [], 'without warnings';

done_testing;
