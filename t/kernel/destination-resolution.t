use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(ESRCH);
use POE;

my @got;
my $target = session(
    _start => sub { $_[KERNEL]->alias_set('target') },
    ping   => sub { push @got, $_[ARG0] },
    end    => sub { $_[KERNEL]->alias_remove('target') },
);

my %way = (
    'the reference'             => $target,
    'the stringified reference' => "$target",
    'the ID'                    => $target->ID,
    'the ID as a string'        => $target->ID . '',
    'the alias'                 => 'target',
);

for my $how (sort keys %way) {
    @got = ();
    is $poe_kernel->call($way{$how}, ping => $how), 1, "call by $how";
    is_deeply \@got, [$how], 'arrives';
    is $poe_kernel->alias_resolve($way{$how}), $target, "alias_resolve by $how";
    is_deeply [ $poe_kernel->alias_list($way{$how}) ], ['target'], "alias_list by $how";
    is $poe_kernel->post($way{$how}, ping => $how), 1, "post by $how";
    is $poe_kernel->signal($way{$how}, 'INVENTED'), 1, "signal by $how";
}

is $poe_kernel->alias_resolve($poe_kernel), $poe_kernel, 'the kernel resolves';
is $poe_kernel->alias_resolve($poe_kernel->ID), $poe_kernel, 'by ID too';
is $poe_kernel->alias_resolve("$poe_kernel"), $poe_kernel, 'and by its string';

{
    $! = 0;
    is $poe_kernel->alias_resolve('nobody'), undef, 'an unknown name is undef';
    is $! + 0, 0, 'and alias_resolve leaves errno alone';
    is_deeply [ $poe_kernel->alias_list('nobody') ], [],
        'alias_list of an unknown session is empty';
    is $! + 0, ESRCH, 'with ESRCH';
    $! = 0;
    is_deeply [ $poe_kernel->signal('nobody', 'TERM') ], [], 'signal likewise';
    is $! + 0, ESRCH;
}

subtest 'an ID comes before an alias' => sub {
    my $id    = $target->ID;
    my $other = session(
        _start => sub { $_[KERNEL]->alias_set($id) },
        end    => sub { $_[KERNEL]->alias_remove($id) },
    );
    is $poe_kernel->alias_resolve($id), $target, 'an alias that looks like an ID is hidden';
    is_deeply [ $poe_kernel->alias_list($other) ], [$id], 'but it is there';
    $poe_kernel->post($other, 'end');
};

subtest 'a reference comes before an alias' => sub {
    my $other = session(
        _start => sub { $_[KERNEL]->alias_set("$target") },
        end    => sub { $_[KERNEL]->alias_remove("$target") },
    );
    is $poe_kernel->alias_resolve("$target"), $target;
    $poe_kernel->post($other, 'end');
};

my ($id, $string) = ($target->ID, "$target");
@got = ();
$poe_kernel->post(target => 'end');
$poe_kernel->run;
is_deeply [ sort @got ], [ sort keys %way ], 'the posts arrived';

for my $gone ($target, $string, $id, 'target') {
    $! = 0;
    is_deeply [ $poe_kernel->post($gone, 'ping') ], [], 'a stopped session does not resolve';
    is $! + 0, ESRCH, 'ESRCH';
}

done_testing;
