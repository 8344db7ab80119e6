use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(ESRCH ENOENT);
use POE;
use POSIX qw(uname);

my @session = map { session() } 1 .. 3;
is_deeply [ map { $_->ID } @session ], [ 1, 2, 3 ], 'session IDs count from 1';

my $host = (uname())[1];
like $poe_kernel->ID, qr/^\Q$host\E-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}\z/,
    'the kernel ID is made of host, time, pid, sequence';
my (undef, $pid) = $poe_kernel->ID =~ /-([0-9a-f]{8})-([0-9a-f]{8})-[0-9a-f]{8}\z/;
is hex $pid, $$, 'its third part is the process ID';
is(POE::Kernel->ID, $poe_kernel->ID, 'as a class method');

subtest 'ID_session_to_id' => sub {
    $! = ENOENT;
    is $poe_kernel->ID_session_to_id($session[1]), 2, 'gives the ID';
    is $! + 0, 0, 'and sets errno to 0';
    is $poe_kernel->ID_session_to_id($poe_kernel), $poe_kernel->ID, 'of the kernel too';
    $! = 0;
    is_deeply [ $poe_kernel->ID_session_to_id(bless [], 'POE::Session') ], [],
        'of a stranger nothing';
    is $! + 0, ESRCH, 'ESRCH';
};

subtest 'ID_id_to_session' => sub {
    $! = ENOENT;
    is $poe_kernel->ID_id_to_session(3), $session[2], 'gives the session';
    is $! + 0, ENOENT, 'errno is left alone';
    is $poe_kernel->ID_id_to_session($poe_kernel->ID), $poe_kernel, 'and the kernel';
    for my $unknown (0, -1, 99, 'text', '') {
        $! = 0;
        is_deeply [ $poe_kernel->ID_id_to_session($unknown) ], [], "nothing for '$unknown'";
        is $! + 0, ESRCH, 'ESRCH';
    }
};

$poe_kernel->run;
is $session[0]->ID, 1, 'a dead session remembers its ID';
is_deeply [ $poe_kernel->ID_id_to_session(1) ], [], 'but it does not resolve';
is session()->ID, 4, 'IDs are not used again after run';
$poe_kernel->run;

subtest 'an ID that is taken is skipped' => sub {
    $poe_kernel->_data_sid_set(6, 'dummy');
    is session()->ID, 5;
    is session()->ID, 7;
    $poe_kernel->_data_sid_clear(6);
    $poe_kernel->run;
};

done_testing;
