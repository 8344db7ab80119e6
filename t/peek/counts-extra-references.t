use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

my @tags = qw(t1 t1 t2);

look(
    sub {
        my ($api, $session) = @_;
        my $kid = session(
            _start => sub {
                $_[KERNEL]->refcount_increment($_[SESSION]->ID, $_) for @tags;
            },
            _child => sub { });
        is $api->extref_count, 1, 'sessions that have any';
        is $api->get_session_extref_count($kid), 2, 'tags of one';
        is $api->get_session_extref_count($kid->ID), 2, 'by ID';
        is $api->get_session_extref_count, 0, 'of the current one';
        $poe_kernel->refcount_increment($session->ID, 'own');
        is $api->extref_count, 2, 'two sessions';
        subtest 'which' => sub {
            plan skip_all => 'of this distribution' if is_upstream();
            is_deeply { $api->get_session_extrefs($kid) }, { t1 => 2, t2 => 1 }, 'tags and counts';
            is scalar $api->get_session_extrefs($kid->ID), 2,
                'in scalar context the number of tags';
            is_deeply [ $api->get_session_extrefs(9999) ], [], 'nobody has any';
        };
        $poe_kernel->refcount_decrement($session->ID, 'own');
        $poe_kernel->refcount_decrement($kid->ID, $_) for @tags;
        is $api->extref_count, 0, 'none are left';
    },
    _child => sub { });

done_testing;
