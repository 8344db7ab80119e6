use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Scalar::Util;
use Test::More;

use POE;

# A handler, a session class or a wrapped kernel function that ends by going to a compiled function: what the
# event brought is gone after it all the same, and not only when the run is over.

my ($made, $gone);

package Mark {
    sub new     { $made++; return bless {}, shift }
    sub DESTROY { $gone++; return }
}

package GoingUp {
    our @ISA = 'POE::Session';
    sub _invoke_state { goto &POE::Session::_invoke_state }
}

sub left_by {
    my ($class, $handler) = @_;
    my @left;
    ($made, $gone) = (0, 0);
    my $turn = sub {
        my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
        push @left, $made - $gone;
        return $kernel->alias_remove('me') if @left == 4;
        $kernel->post($session, Mark->new, Mark->new);
        $kernel->call($session, unknown => Mark->new);
        $session->postback(unknown => Mark->new)->(Mark->new);
        $kernel->sig(INVENTED => Mark->new);
        $kernel->signal($session, 'INVENTED', Mark->new);
        $kernel->yield('rest');
    };
    $class->create(
        inline_states => {
            _start   => sub { $_[KERNEL]->alias_set('me'); $_[KERNEL]->yield('turn') },
            turn     => $turn,
            rest     => sub { $_[KERNEL]->sig('INVENTED'); $_[KERNEL]->yield('turn') },
            _default => $handler,
        });
    POE::Kernel->run;
    return \@left;
}

my $goes = sub { @_ = $_[ARG1]; goto &Scalar::Util::blessed };
is_deeply left_by('POE::Session', $goes), [ 0, 0, 0, 0 ], 'a handler';
is_deeply left_by('GoingUp', sub {0}), [ 0, 0, 0, 0 ], 'a class of sessions';
is_deeply left_by('GoingUp', $goes), [ 0, 0, 0, 0 ], 'both';

my $dispatch = \&POE::Kernel::_dispatch_event;
no warnings 'redefine';
*POE::Kernel::_dispatch_event = sub { goto &$dispatch };
is_deeply left_by('POE::Session', sub {0}), [ 0, 0, 0, 0 ], 'a wrapped kernel function';

done_testing;
