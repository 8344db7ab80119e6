use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What the kernel says before it gives up, with its process in front of each line.
sub error_of {
    my ($code, %env) = @_;
    my $child = run_child(<<"CODE", env => \%env, limit => 30);
        use POE;
        POE::Kernel->run;
        \$SIG{__WARN__} = sub { };
        eval { $code; 1 } and print 'survived';
        print \$@;
CODE
    return $child->{stdout};
}

my %assert = (POE_ASSERT_DATA => 1, POE_ASSERT_EVENTS => 1);

subtest 'the form of a trap' => sub {
    my ($advice, $rule, $text, $end, $trace) = split /^(---\n|-----\n)/m,
        error_of('POE::Kernel::_trap("some", "text")');
    my @lines = split /^/, $advice;
    is @lines, 4, 'four lines of advice';
    like $lines[0],
        qr/\A=== \d+ === Please address any warnings or errors above this message,$/;
    is_deeply [ grep { !/\A=== \d+ === / } @lines ], [], 'with the process';
    is $text, "some text\n", 'then what it is about';
    like $trace, qr/called at/, 'then how it came to that';
};

subtest 'events without ends' => sub {
    my @rest = '"x", POE::Kernel::ET_POST(), [], "file", 1, undef, time, -1';
    my %text = (
        "undef, \$poe_kernel, @rest" => 'undefined dest session',
        "\$poe_kernel, undef, @rest" => 'undefined source session',
    );
    for my $args (sort keys %text) {
        like error_of("\$poe_kernel->_dispatch_event($args)", %assert),
            qr/\A=== \d+ === <ev> $text{$args} at /, $text{$args};
    }
};

subtest 'destinations that do not resolve' => sub {
    for my $call (qw(post call signal)) {
        like error_of("\$poe_kernel->$call('nobody', 'x')", %assert),
            qr/^---\n<dt> Cannot resolve ``nobody'' into a session reference\n-----\n/m, $call;
    }
};

subtest 'references that nobody has taken' => sub {
    my $session = 'my $s = POE::Session->create(inline_states => { _start => sub { } });';
    like error_of("$session \$poe_kernel->refcount_decrement(\$s->ID, 'tag')", %assert),
        qr/^---\n<dt> decrementing extref for session without any\n-----\n/m, 'none at all';
    my $other = "$session \$poe_kernel->refcount_increment(\$s->ID, 'other');";
    like error_of("$other \$poe_kernel->refcount_decrement(\$s->ID, 'tag')", %assert),
        qr/^<dt> decrementing extref for nonexistent tag ``tag'' in /m, 'another one';
    like error_of("$other \$poe_kernel->_data_extref_remove(\$s->ID, 'tag')", %assert),
        qr/^<dt> removing extref for nonexistent tag ``tag'' in /m, 'removed';
};

subtest 'a session that is put into service twice' => sub {
    like error_of('my $s = POE::Session->create(inline_states => { _start => sub { } });'
            . '$poe_kernel->session_alloc($s)', %assert),
        qr/^---\n<ss> +session \d+ +already allocated\a?\n-----\n/m;
};

subtest 'a process that does not say it was forked' => sub {
    my $program = <<'CODE';
        use POE;
        my $child;
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->yield('fork'); $_[KERNEL]->delay(late => LATE) },
            fork   => sub {
                $child = !(my $pid = fork // die);
                waitpid $pid, 0 if !$child;
                %s
            },
            late   => sub { print $child ? 'child' : 'parent', " is late\n" },
            _stop  => sub { },
        });
        eval { POE::Kernel->run; 1 } or print $@ =~ /^---\n(.*)\n-----\n/m ? "$1\n" : "other: $@";
        $| = 1;
        require POSIX; POSIX::_exit(0);
CODE
    my $late = scaled(0.3);    # after the fork, however slow that is
    $program =~ s/LATE/$late/;
    my $text = 'New process detected. You must call ->has_forked() in the child process.';
    is output_of(sprintf($program, ''), env => \%assert), "$text\nparent is late\n", 'is stopped';
    is output_of(sprintf($program, '$_[KERNEL]->has_forked if $child'), env => \%assert),
        "child is late\nparent is late\n", 'goes on if it does say so';
    is output_of(sprintf($program, ''), env => {}), "child is late\nparent is late\n",
        'and without assertions';
};

subtest 'sig_handled in an event named _signal' => sub {
    my $child = run_child(<<'CODE');
        use POE;
        POE::Session->create(inline_states => {
            _start   => sub { $_[KERNEL]->yield('_signal') },
            _default => sub { $_[KERNEL]->sig_handled if $_[ARG0] eq '_signal' },
        });
        eval { POE::Kernel->run; 1 } or print $@;
CODE
    my @lines = split /\n/, $child->{stdout};
    is @lines, 4;
    like $lines[0], qr/\A=== \d+ === ,----- DEPRECATION ERROR -----\z/, 'dies';
    like $lines[3], qr/\A=== \d+ === `-+\z/;
};

done_testing;
