# A call that finds neither a handler nor _default gives one undef, in a list, too: a hash that is made of what calls
# return stays in step.
use strict;
use warnings;
use lib 't/lib';
use POETest;
use Test::More;

use POE;

my %got;
POE::Session->create(
    inline_states => {
        _start => sub {
            my ($kernel, $session) = @_[ KERNEL, SESSION ];
            %got = (
                missing => $kernel->call($session, 'missing'),
                there   => $kernel->call($session, 'there'));
            $kernel->call($session, 'missing');
        },
        there => sub { return 'answer' },
    },
);
POE::Kernel->run;

is_deeply \%got, { missing => undef, there => 'answer' };

done_testing;
