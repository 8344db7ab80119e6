use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

my $kernel_id = $poe_kernel->ID;
is $poe_kernel->_data_ses_count, 1, 'the kernel is the only session';

sub trapped {
    my ($code) = @_;
    local $SIG{__WARN__} = sub { };
    return eval { $code->(); 1 } ? 'no trap' : $@;
}
sub refcount { my ($id) = @_; return $poe_kernel->_data_ses_refcount($id) }

# Bare sessions: they have handlers that are not there, which is enough for the protocol.
sub allocate {
    my ($parent) = @_;
    my $session  = bless [ {}, {}, {} ], 'POE::Session';
    my $id       = $poe_kernel->_data_sid_allocate;
    $session->_set_id($id);
    $poe_kernel->_data_sid_set($id, $session);
    $poe_kernel->_data_ses_allocate($session, $id, $parent // $kernel_id);
    return $session;
}

my $at_rest = refcount($kernel_id);
my $parent  = allocate();
my $child   = allocate($parent->ID);
my ($pid, $cid) = ($parent->ID, $child->ID);

is $poe_kernel->_data_ses_count, 3;
ok $poe_kernel->_data_ses_exists($_), 'exists' for $pid, $cid, $kernel_id;
ok !$poe_kernel->_data_ses_exists('nobody');
is $poe_kernel->_data_ses_resolve("$parent"), $parent, 'resolves by its string';
is $poe_kernel->_data_ses_resolve($parent), $parent;
is $poe_kernel->_data_ses_resolve('nobody'), undef;
is $poe_kernel->_data_ses_resolve_to_id($child), $cid;
is $poe_kernel->_data_ses_resolve_to_id('nobody'), undef;

is refcount($pid), 1, 'a child counts';
is refcount($cid), 0;
is refcount($kernel_id), $at_rest + 1;
is $poe_kernel->_data_ses_get_parent($cid), $parent;
is $poe_kernel->_data_ses_get_parent($pid), $poe_kernel;
is $poe_kernel->_data_ses_get_parent($kernel_id), undef, 'the kernel has none';
is_deeply [ $poe_kernel->_data_ses_get_children($pid) ], [$child];
is_deeply [ $poe_kernel->_data_ses_get_children($cid) ], [];
ok $poe_kernel->_data_ses_is_child($pid, $cid);
ok !$poe_kernel->_data_ses_is_child($cid, $pid);
ok !$poe_kernel->_data_ses_is_child($kernel_id, $cid), 'a grandchild is no child';

subtest 'moving' => sub {
    $poe_kernel->_data_ses_move_child($cid, $kernel_id);
    is $poe_kernel->_data_ses_get_parent($cid), $poe_kernel;
    is refcount($pid), 0;
    is refcount($kernel_id), $at_rest + 2;
    $poe_kernel->_data_ses_move_child($cid, $pid);
    is refcount($pid), 1;
    is refcount($kernel_id), $at_rest + 1;
};

subtest 'counting' => sub {
    $poe_kernel->_data_ses_refcount_inc($cid);
    is refcount($cid), 1;
    $poe_kernel->_data_ses_refcount_dec($cid);
    is refcount($cid), 0;
    like trapped(sub { $poe_kernel->_data_ses_refcount_dec($cid) }),
        qr/reference count went below zero/;
    is refcount($cid), -1, 'it has been counted down all the same';
    $poe_kernel->_data_ses_refcount_inc($cid);
    is refcount($cid), 0;
};

subtest 'traps' => sub {
    my %trap = (
        'parent session 999 does not exist' =>
            sub { $poe_kernel->_data_ses_allocate($parent, 998, 999) },
        'is already allocated' =>
            sub { $poe_kernel->_data_ses_allocate($parent, $pid, $kernel_id) },
        'moving nonexistent child to another parent' =>
            sub { $poe_kernel->_data_ses_move_child(999, $pid) },
        'moving child to a nonexistent parent' =>
            sub { $poe_kernel->_data_ses_move_child($cid, 999) },
        'retrieving parent of a nonexistent session' =>
            sub { $poe_kernel->_data_ses_get_parent(999) },
        'retrieving children of a nonexistent session' =>
            sub { $poe_kernel->_data_ses_get_children(999) },
        'testing is-child of a nonexistent parent session' =>
            sub { $poe_kernel->_data_ses_is_child(999, $cid) },
        'incrementing refcount for nonexistent session' =>
            sub { $poe_kernel->_data_ses_refcount_inc(999) },
        'decrementing refcount of a nonexistent session' =>
            sub { $poe_kernel->_data_ses_refcount_dec(999) },
        'stopping a nonexistent session' => sub { $poe_kernel->_data_ses_stop(999) },
    );
    like trapped($trap{$_}), qr/$_/, $_ for sort keys %trap;
};

subtest 'freeing a parent gives its children away' => sub {
    $poe_kernel->_data_ses_free($pid);
    ok !$poe_kernel->_data_ses_exists($pid);
    is $poe_kernel->_data_ses_resolve("$parent"), undef;
    is $poe_kernel->_data_ses_get_parent($cid), $poe_kernel;
    is $poe_kernel->_data_ses_count, 2;
};

subtest 'garbage' => sub {
    $poe_kernel->_data_ses_refcount_inc($cid);
    $poe_kernel->_data_ses_collect_garbage($cid);
    ok $poe_kernel->_data_ses_exists($cid), 'what is referred to stays';
    $poe_kernel->_data_ses_refcount_dec($cid);
    warnings_of(sub { $poe_kernel->_data_ses_collect_garbage($cid) });
    ok !$poe_kernel->_data_ses_exists($cid), 'what is not goes';
};

subtest 'stopping' => sub {
    my @log;
    my $top = session(
        _start => sub {
            session(_start => sub { }, _stop => sub { push @log, 'child stops' });
        },
        _child => sub { push @log, $_[ARG0] },
        _stop  => sub { push @log, 'parent stops' },
    );
    my ($kid) = $poe_kernel->_data_ses_get_children($top->ID);
    $poe_kernel->_data_ses_stop($kid->ID);
    is_deeply \@log, [ 'create', 'child stops', 'lose' ], 'tells everybody';
    $poe_kernel->_data_ses_stop($top->ID);
    is $log[-1], 'parent stops';
    is $poe_kernel->_data_ses_count, 1;
    is refcount($kernel_id), $at_rest, 'the kernel is as before';
};

subtest 'finalize' => sub {
    my $left = allocate();
    my $clean;
    my $text = join '', warnings_of(sub { $clean = $poe_kernel->_data_ses_finalize });
    is $clean, 0;
    like $text, qr/!!! Leaked session: /, 'tells leaks';
};

# A session that was never run is worth a warning at exit.
${ $poe_kernel->[ POE::Kernel::KR_RUN() ] } |= POE::Kernel::KR_RUN_CALLED();

done_testing;
