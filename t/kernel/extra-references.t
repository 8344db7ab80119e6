use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(ESRCH);
use POE;

play(
    _start => sub {
        my ($kernel, $id) = ($_[KERNEL], $_[SESSION]->ID);
        is $kernel->refcount_increment($id, 'tag'), 1, 'the first';
        is $kernel->refcount_increment($id, 'tag'), 2, 'the second';
        is $kernel->refcount_increment($id, 'other'), 1, 'tags count apart';
        is $kernel->refcount_decrement($id, 'tag'), 1, 'one less';
        is $kernel->refcount_decrement($id, 'tag'), 0, 'gone';
        is $kernel->refcount_increment($id, 'tag'), 1, 'from the beginning';
        is $kernel->refcount_decrement($id, $_), 0, "$_ is given back" for qw(tag other);

        for my $call (qw(refcount_increment refcount_decrement)) {
            for my $unknown (9999, 'text') {
                $! = 0;
                is_deeply [ $kernel->$call($unknown, 'tag') ], [],
                    "$call for an unknown session gives nothing";
                is $! + 0, ESRCH, 'ESRCH';
            }
        }
    });

subtest 'a tag that was never counted' => sub {
    play(
        _start => sub {
            my ($kernel, $id) = ($_[KERNEL], $_[SESSION]->ID);
            my $before = $kernel->_data_ses_refcount($id);
            my $got    = $kernel->refcount_decrement($id, 'never');
            is $kernel->_data_ses_refcount($id), $before, 'leaves the session count alone';
            if (is_upstream()) {
                is $got, -1, 'upstream counts below zero';
                $kernel->refcount_increment($id, 'never');
                return;
            }
            ok !defined $got || $got >= 0, 'does not count below zero';
            is $kernel->_data_extref_count_ses($id), 0, 'and leaves no tag behind';
            is $kernel->refcount_increment($id, 'never'), 1, 'which counts from 1 later';
            $kernel->refcount_decrement($id, 'never');
        });
};

subtest 'from another session' => sub {
    my @log;
    my $held = session(_stop => sub { push @log, 'held stops' });
    my $id   = $held->ID;
    play(
        _start =>
            sub { $_[KERNEL]->refcount_increment($id, 'mine'); $_[KERNEL]->delay(free => 0.02) },
        free => sub { push @log, 'free'; $_[KERNEL]->refcount_decrement($id, 'mine') },
    );
    is_deeply \@log, [ 'free', 'held stops' ], 'any session may hold any other';
};

subtest 'by alias or reference it is not known' => sub {
    play(
        _start => sub {
            $_[KERNEL]->alias_set('named');
            is_deeply [ $_[KERNEL]->refcount_increment('named', 'tag') ], [], 'only IDs count';
            $_[KERNEL]->alias_remove('named');
        });
};

done_testing;
