use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EEXIST EPERM ESRCH);
use POE;

my $owner = session(
    _start => sub { $_[KERNEL]->alias_set('owned') },
    end    => sub { $_[KERNEL]->alias_remove('owned') },
);

play(
    _start => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        is $kernel->alias_set('mine'), 0, 'alias_set returns 0';
        is $kernel->alias_set('mine'), 0, 'also if it is mine already';
        is $kernel->alias_set('also'), 0, 'a second name';
        is $kernel->alias_set('owned'), EEXIST, 'EEXIST is returned if another session has it';
        is $kernel->alias_resolve('owned'), $owner, 'which keeps it';
        is_deeply [ $kernel->alias_list ], [qw(also mine)], 'alias_list is sorted';
        is_deeply [ $kernel->alias_list($session) ], [qw(also mine)], 'by session';
        is_deeply [ $kernel->alias_list('owned') ], ['owned'], 'by alias of another';
        is scalar $kernel->alias_list, 'also', 'the first in scalar context';
        is $kernel->alias_remove('nobody'), ESRCH, 'ESRCH is returned for an unknown name';
        is $kernel->alias_remove('owned'), EPERM, 'EPERM for another session\'s';
        is $kernel->alias_resolve('owned'), $owner, 'which keeps it';
        is $kernel->alias_remove('mine'), 0, 'alias_remove returns 0';
        is $kernel->alias_remove('mine'), ESRCH, 'once';
        is $kernel->alias_resolve('mine'), undef, 'it is gone';
        is_deeply [ $kernel->alias_list ], ['also'], 'the other one stays';
        is $kernel->alias_remove('also'), 0;
        is_deeply [ $kernel->alias_list ], [], 'none';

        for my $odd ('0', ' ', "\x{263a}", 'a.b::c', 'x' x 1000) {
            is $kernel->alias_set($odd), 0, 'odd names';
            is $kernel->alias_resolve($odd), $session, 'resolve';
            $kernel->alias_remove($odd);
        }
        $kernel->post($owner, 'end');
    });

subtest 'a name can pass from one session to the next' => sub {
    my @got;
    for my $turn (1, 2) {
        play(
            _start => sub { push @got, $_[KERNEL]->alias_set('shared'); $_[KERNEL]->yield('end') },
            end    => sub { $_[KERNEL]->alias_remove('shared') },
        );
    }
    is "@got", '0 0';
};

subtest 'an alias alone does not keep the program' => sub {
    my $stopped = 0;
    play(_start => sub { $_[KERNEL]->alias_set('lonely') }, _stop => sub { $stopped++ });
    is $stopped, 1;
};

done_testing;
