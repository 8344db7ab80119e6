use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @log;
my %name;

sub label {
    my ($session) = @_;
    return $session == $poe_kernel ? 'kernel' : $name{ $session->ID } // '?';
}

# A session of a family: logs all that happens to it and makes children from nested lists.
sub member {
    my ($name, @children) = @_;
    return POE::Session->create(
        inline_states => {
            _start => sub {
                $name{ $_[SESSION]->ID } = $name;
                push @log, "$name starts";
                member(@$_) for @children;
                return "$name began";
            },
            _child =>
                sub { push @log, "$name $_[ARG0] " . label($_[ARG1]) . ' ' . ($_[ARG2] // 'undef') }
            ,
            _parent => sub {
                push @log, "$name parent " . join ' to ', map { label($_) } @_[ ARG0, ARG1 ];
            },
            _stop        => sub { push @log, "$name stops"; return "$name ended" },
            hold         => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'hold') },
            free         => sub { $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'hold') },
            detach       => sub { return $_[KERNEL]->detach_myself },
            detach_child => sub { return $_[KERNEL]->detach_child($_[ARG0]) },
        },
    );
}

sub told { my @got = @log; @log = (); return \@got }

subtest 'birth and death of three generations' => sub {
    member('a', [ 'b', ['c'] ]);
    is_deeply told(),
        [ 'a starts', 'b starts', 'c starts', 'b create c c began', 'a create b b began' ],
        'births';
    $poe_kernel->run;
    is_deeply told(),
        [ 'c stops', 'b lose c c ended', 'b stops', 'a lose b b ended', 'a stops' ],
        'the youngest ends first';
};

subtest 'brothers and sisters' => sub {
    member('a', ['b'], ['c'], ['d']);
    told();
    $poe_kernel->run;
    is_deeply [ grep {/stops/} @{ told() } ], [ 'd stops', 'c stops', 'b stops', 'a stops' ],
        'the last made ends first';
};

subtest 'a child keeps its parent alive' => sub {
    my $parent = member('parent', ['child']);
    my ($child) = $poe_kernel->_data_ses_get_children($parent->ID);
    $poe_kernel->call($child, 'hold');
    $poe_kernel->run_one_timeslice;
    told();
    is $poe_kernel->_data_ses_get_parent($child->ID), $parent;
    $poe_kernel->call($child, 'free');
    $poe_kernel->run;
    is_deeply told(), [ 'child stops', 'parent lose child child ended', 'parent stops' ];
};

subtest 'children of a killed parent' => sub {
    my $top      = member('top', [ 'middle', ['low'] ]);
    my ($middle) = $poe_kernel->_data_ses_get_children($top->ID);
    my ($low)    = $poe_kernel->_data_ses_get_children($middle->ID);
    told();
    $poe_kernel->call($low, 'hold');
    $poe_kernel->_data_ses_stop($middle->ID);
    is_deeply told(),
        [
        'top gain low undef', 'low parent middle to top', 'middle stops',
        'top lose middle middle ended'
        ],
        'go to the grandparent';
    is $poe_kernel->_data_ses_get_parent($low->ID), $top;
    $poe_kernel->call($low, 'free');
    $poe_kernel->run;
    is_deeply told(), [ 'low stops', 'top lose low low ended', 'top stops' ];
};

subtest 'detach_myself' => sub {
    my $parent = member('parent', ['child']);
    my ($child) = $poe_kernel->_data_ses_get_children($parent->ID);
    told();
    is $poe_kernel->call($child, 'detach'), 1, 'returns 1';
    is_deeply told(), [ 'parent lose child undef', 'child parent parent to kernel' ],
        'both are told';
    is $poe_kernel->_data_ses_get_parent($child->ID), $poe_kernel, 'the kernel is the parent now';
    $! = 0;
    is_deeply [ $poe_kernel->call($child, 'detach') ], [],
        'a second time there is nothing to leave';
    $poe_kernel->run;
    ok !(grep {/parent lose child/} @{ told() }), 'the old parent hears no more';
};

subtest 'detach_child' => sub {
    my $parent = member('parent', ['child'], ['other']);
    my ($child) = grep { label($_) eq 'child' } $poe_kernel->_data_ses_get_children($parent->ID);
    told();
    is $poe_kernel->call($parent, detach_child => $child->ID), 1, 'returns 1';
    is_deeply told(), [ 'parent lose child undef', 'child parent parent to kernel' ],
        'both are told';
    $poe_kernel->run;
};

done_testing;
