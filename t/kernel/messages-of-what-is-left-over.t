use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What the kernel says of things that it still has when they should be gone.
my $watching = <<'CODE';
    use POE;
    use POSIX ();
    POE::Session->create(inline_states => {
        _start => sub {
            $_[KERNEL]->sig(CHLD => 'child');
            $_[KERNEL]->sig_child(4_000_000, 'child');
            $_[KERNEL]->yield('on');
        },
        on => sub { $_[KERNEL]->delay(finalize => 0.05) },
        finalize => sub {
            print $poe_kernel->_data_sig_finalize ? 'clean' : 'not clean';
            POSIX::_exit(0);
        },
        child => sub { },
    });
    $| = 1;
    POE::Kernel->run;
CODE

subtest 'watchers of children' => sub {
    for my $sigchld (0, 1) {
        my $child = run_child($watching, env => { POE_USE_SIGCHLD => $sigchld });
        my @said  = grep {/Finalizing/} split /^/, $child->{stderr};
        s/\A=== \d+ === // for @said;
        my @polling = $sigchld ? () : "!!! Finalizing signals while polling is active.\n";
        is_deeply \@said,
            [ @polling, "!!! Finalizing signals while a blanket _child signal is watched.\n" ],
            "USE_SIGCHLD $sigchld";
        is $child->{stdout}, 'not clean';
    }
};

subtest 'a process that is awaited' => sub {
    plan skip_all => 'upstream counts in another way' if is_upstream();
    like stderr_of($watching), qr/^=== \d+ === !!! Kernel has 1 child process\(es\)\.\n/m;
};

subtest 'sessions, when they are destroyed' => sub {
    plan skip_all => 'upstream dumps them in its own form' if is_upstream();
    my $child = run_child(<<'CODE', env => { POE_TRACE_DESTROY => 1 });
        use POE;
        POE::Session->create(heap => { key => 'of the heap' }, inline_states => { _start => sub { } });
        POE::Kernel->run;
        my $never = POE::Session->create(inline_states => { other => sub { } });
CODE
    my ($one, $dump, $rest) = split /^(?==== \d+ === (?:\$session|----- End))/m, $child->{stderr},
        3;
    like $one, qr/\A=== \d+ === ----- Session 1 is destroyed -----\n\z/, 'which';
    like $dump, qr/^=== \d+ === .*'of the heap'/m, 'all that it has';
    like $rest, qr/\A=== \d+ === ----- End of session 1 -----\n/, 'the end';
    like $rest, qr/^=== \d+ === ----- Session \(unallocated\) is destroyed -----\n/m,
        'also one that was never in service';
};

subtest 'a program that never runs' => sub {
    my $program = 'use POE; POE::Session->create(inline_states => { _start => sub { } });';
    my @lines   = split /^/, stderr_of($program);
    is @lines, 6;
    like $lines[0],
        qr/\A=== \d+ === Sessions were started, but POE::Kernel's run\(\) method was never$/;
    is stderr_of("$program POE::Kernel->run"), '', 'one that runs';
    is stderr_of("$program POE::Kernel->stop"), '', 'one that stops';
    is stderr_of("use POE; POE::Kernel->run; $program"), '', 'one that has run before';
};

done_testing;
