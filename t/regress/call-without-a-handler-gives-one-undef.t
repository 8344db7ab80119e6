use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Where a list is asked for, an event that nobody handles gives one value all the same: undef, or 0 by the
# kernel's own session. A handler that returns nothing gives nothing.

package Up {
    our @ISA = 'POE::Session';
    sub _invoke_state { my ($self, @more) = @_; return $self->SUPER::_invoke_state(@more) }
}

for my $class ('POE::Session', 'Up') {
    my %gave;
    $class->create(
        inline_states => {
            _start => sub {
                my ($kernel, $session) = @_[ KERNEL, SESSION ];
                $gave{unknown} = [ $kernel->call($session, 'unknown') ];
                $gave{empty}   = [ $kernel->call($session, 'empty') ];
                $gave{back}    = [ $session->callback('unknown')->() ];
                $gave{kernel}  = [ $kernel->call($kernel, 'unknown') ];
                $gave{scalar}  = [ scalar $kernel->call($session, 'unknown') ];
            },
            empty => sub {return},
        },
    );
    POE::Kernel->run;
    is_deeply \%gave,
        { unknown => [undef], empty => [], back => [undef], kernel => [0], scalar => [undef] },
        $class;
}

done_testing;
