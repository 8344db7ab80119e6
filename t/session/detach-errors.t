use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EPERM ESRCH);
use POE;

subtest 'detach_myself' => sub {
    play(
        _start => sub {
            $! = 0;
            is_deeply [ $_[KERNEL]->detach_myself ], [],
                'a child of the kernel has nobody to leave';
            is $! + 0, EPERM, 'EPERM';
            is scalar $_[KERNEL]->detach_myself, undef, 'undef in scalar context';
        });
};

subtest 'detach_child' => sub {
    my $stranger = session;
    play(
        _start => sub {
            my $kernel = $_[KERNEL];
            $! = 0;
            is_deeply [ $kernel->detach_child('nobody') ], [], 'an unknown session';
            is $! + 0, ESRCH, 'ESRCH';
            $! = 0;
            is_deeply [ $kernel->detach_child($stranger) ], [], 'not my child';
            is $! + 0, EPERM, 'EPERM';
            $! = 0;
            is_deeply [ $kernel->detach_child($_[SESSION]) ], [], 'myself';
            is $! + 0, EPERM, 'EPERM';
        });
    my $session = session;
    $! = 0;
    is_deeply [ $poe_kernel->detach_child($session) ], [], 'from the kernel';
    is $! + 0, EPERM, 'EPERM';
    $poe_kernel->run;
};

subtest 'detach_myself in _start' => sub {
    my @log;
    session(
        _start => sub {
            session(
                _start =>
                    sub { push @log, 'detached ' . $_[KERNEL]->detach_myself; return 'value' },
                _parent =>
                    sub { push @log, 'child told ' . ($_[ARG1] == $_[KERNEL] ? 'kernel' : 'other') }
                ,
            );
            session();
        },
        _child => sub { push @log, "parent told $_[ARG0]" },
    );
    $poe_kernel->run;
    is_deeply \@log,
        [ 'child told kernel', 'detached 1', 'parent told create', 'parent told lose' ],
        'the parent hears only of the other child';
};

subtest 'by each way to name a child' => sub {
    for my $how (qw(ID reference alias string)) {
        my $ok;
        play(
            _start => sub {
                my $child = session(
                    _start => sub { $_[KERNEL]->alias_set('kid') },
                    bye    => sub { $_[KERNEL]->alias_remove('kid') });
                my %way
                    = (ID => $child->ID, reference => $child, alias => 'kid', string => "$child");
                $ok = $_[KERNEL]->detach_child($way{$how});
                $_[KERNEL]->post($child, 'bye');
            });
        is $ok, 1, $how;
    }
};

done_testing;
