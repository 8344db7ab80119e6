use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Config;
use POETest;
use Test::More;

# Handlers that wait go on in a forked child, where the parent's do not run, and in threads.

my $program = <<'PERL';
use strict; use warnings; use POE qw(Future); use Future::AsyncAwait; $| = 1;
sub begin {
    my ($name) = @_;
    return POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->yield('go') },
        go     => async sub {
            my $sum = 0;
            for my $i (1 .. 3) { await $_[KERNEL]->after(0.01); $sum += await $_[KERNEL]->ask($_[SESSION], add => $i) }
            my $f = $_[KERNEL]->call($_[SESSION], 'long');
            $f->cancel;
            print "$name $sum ", $f->state, "\n";
        },
        add  => sub { return $_[ARG0] },
        long => async sub { await POE::Future->new },
    });
}
PERL

is(output_of("$program begin('one'); my \$pid = fork; if (!\$pid) { POE::Kernel->has_forked; begin('child'); POE::Kernel->run; exit } waitpid \$pid, 0; POE::Kernel->run;"),
    "one 6 cancelled\nchild 6 cancelled\none 6 cancelled\n", 'a fork before the run: the child has a copy');
is(output_of("$program POE::Session->create(inline_states => { _start => sub { \$_[KERNEL]->yield('go') }, go => async sub { await \$_[KERNEL]->after(0.01); my \$pid = fork; if (!\$pid) { POE::Kernel->stop; begin('child'); POE::Kernel->run; exit } my \$status = await \$_[KERNEL]->child(\$pid); print qq{status \$status\\n}; } }); POE::Kernel->run;"),
    "child 6 cancelled\nstatus 0\n", 'in a handler that waits');

SKIP: {
    skip 'this perl has no threads', 2 if !$Config{useithreads};
    my $child = run_child("use threads; $program begin('main'); my \@t = map { my \$n = \$_; threads->create(sub { begin(\"thread \$n\"); POE::Kernel->run; return POE::Future->done_later(\$n)->get }) } 1 .. 2; print 'joined ', join(' ', map { \$_->join } \@t), qq{\\n}; POE::Kernel->run;");
    is_deeply([ sort split /\n/, $child->{stdout} ], [ 'joined 1 2', 'main 6 cancelled', 'thread 1 6 cancelled', 'thread 2 6 cancelled' ], 'threads') or diag $child->{stderr};
    is($child->{stderr}, '');
}

done_testing;
