use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# A class of sessions whose _invoke_state goes to POE's own: a call gives what it would without that class, in
# either context, also where calls nest.

package Going {
    our @ISA = 'POE::Session';
    sub _invoke_state { goto &POE::Session::_invoke_state }
}

my %gave;

sub ask {
    my ($kernel, $session) = @_[ KERNEL, SESSION ];
    for my $event (qw(empty undef two unknown context)) {
        my @list = $kernel->call($session, $event);
        $gave{$event} = [ \@list, scalar $kernel->call($session, $event) ];
    }
    $gave{nested} = [ $kernel->call($session, 'nested') ];
    return;
}

for my $class ('POE::Session', 'Going') {
    %gave = ();
    $class->create(
        inline_states => {
            _start => \&ask,
            empty  => sub {return},
            undef  => sub { return (undef, undef)[1] },
            two    => sub { return (1, 2) },
            nested => sub {
                my ($kernel, $session) = @_[ KERNEL, SESSION ];
                return (
                    scalar $kernel->call($session, 'two'), $kernel->call($session, 'two'),
                    wantarray
                );
            },
            context => sub { return wantarray ? 'list' : 'scalar' },
        },
    );
    POE::Kernel->run;
    is_deeply \%gave,
        {
        empty   => [ [], undef ],
        undef   => [ [undef], undef ],
        two     => [ [ 1, 2 ], 2 ],
        unknown => [ [undef], undef ],
        context => [ ['list'], 'scalar' ],
        nested  => [ 2, 1, 2, 1 ],
        },
        $class
        or diag explain \%gave;
}

done_testing;
