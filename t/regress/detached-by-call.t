use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE;

# A family of named sessions, some of them detached by calls from outside. In the end only those that
# were not detached are lost to their parents.
my (@log, %name);
$name{ $poe_kernel->ID } = 'kernel';

sub named { return $name{ $_[0]->ID } }

sub member {
    my ($name, @children) = @_;
    return session(
        _start => sub {
            $name{ $_[SESSION]->ID } = $name;
            $_[KERNEL]->alias_set($name);
            member(@$_) for @children;
        },
        leave   => sub { return $_[KERNEL]->detach_myself },
        dismiss => sub { return $_[KERNEL]->detach_child($_[ARG0]) },
        _child  => sub { push @log, "(c $name $_[ARG0] " . named($_[ARG1]) . ')' },
        _parent => sub {
            push @log, "(p $name " . join(' ', map { named($_) } @_[ ARG0, ARG1 ]) . ')';
        },
        _stop => sub { },
    );
}

sub told { my $told = join ' ', @log; @log = (); return $told }

member('a', [ 'b', ['d'] ], ['c'], ['e']);
is told(), '(c b create d) (c a create b) (c a create c) (c a create e)', 'births';
is $poe_kernel->call(c => 'leave'), 1, 'detach_myself';
is told(), '(c a lose c) (p c a kernel)';
is $poe_kernel->call(b => dismiss => 'd'), 1, 'detach_child';
is told(), '(c b lose d) (p d b kernel)';
$poe_kernel->run;
is_deeply [ sort @log ], [ '(c a lose b)', '(c a lose e)' ], 'the end';

done_testing;
