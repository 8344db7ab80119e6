use strict;
use warnings;

use Config;
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Handlers that call each other: deep on the first thread's stack, and on small ones an error instead of
# a crash.

my $program = <<'PERL';
no warnings 'recursion';
use POE;
sub nest {
    my ($depth) = @_;
    my $got;
    for my $names (['a', 'b'], ['b', 'a']) {
        my ($name, $other) = @$names;
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->alias_set($name); $_[KERNEL]->yield('begin') if $name eq 'b' },
            deeper => sub { $_[ARG0] ? $_[KERNEL]->call($other, 'deeper', $_[ARG0] - 1) : 'bottom' },
            begin  => sub { $got = $_[KERNEL]->call('a', 'deeper', $depth); $_[KERNEL]->post($_, 'end') for qw(a b) },
            end    => sub { $_[KERNEL]->alias_remove($name) },
        });
    }
    return eval { POE::Kernel->run; 1 } ? $got // 'nothing' : $@ =~ /nested too deeply/ ? 'too deep' : $@;
}
PERL

my $depth
    = $ENV{POE_TEST_DEPTH} || 100_000;    # a build for a debugger takes more of the stack for each
my $child = run_child("$program print nest($depth)");
is($child->{stdout}, 'bottom', "$depth calls within each other");

SKIP: {
    skip 'upstream has no limit', 1 if is_upstream();
    $child = run_child("$program print nest(3_000_000)");
    is($child->{stdout}, 'too deep', 'past the end of the stack it is an error');
}

SKIP: {
    skip 'this perl has no threads', 3         if !$Config{useithreads};
    skip 'upstream crashes in small stacks', 3 if is_upstream();
    for my $size (128, 256, 1024) {
        $child
            = run_child(
            "use threads; $program print threads->create({ stack_size => $size * 1024 }, sub { nest(5000) })->join"
            );
        is($child->{stdout}, 'too deep', "in a thread with a stack of $size KiB");
    }
}

SKIP: {
    skip 'Coro is not installed', 1     if !eval { require Coro };
    skip 'upstream crashes in there', 1 if is_upstream();
    $child = run_child("use Coro; $program print Coro::async { nest(50_000) }->join");
    is($child->{stdout}, 'too deep', 'in a coroutine');
}

done_testing;
