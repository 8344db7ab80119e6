use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Runs the code in a forked process inside a handler; gives what the process wrote, and that the
# parent's own timers and files went on.
sub forked_output {
    my ($in_child) = @_;
    pipe my $in, my $out or die $!;
    my ($text, $status, $ticks) = ('', undef, 0);
    play(
        _start => sub {
            $_[KERNEL]->select_read($in, 'readable');
            $_[KERNEL]->delay(tick => 0.005);
            $_[KERNEL]->yield('fork');
        },
        fork => sub {
            my @args = @_;
            my $pid  = spawn(sub { $in_child->($out, @args); 0 });
            close $out;
            $_[KERNEL]->sig_child($pid, 'reaped');
        },
        tick     => sub { $_[KERNEL]->delay(tick => 0.005) if ++$ticks < 5 },
        reaped   => sub { $status = $_[ARG2] },
        readable => sub {
            sysread($in, $text, 4096, length $text) or $_[KERNEL]->select_read($in);
        },
    );
    is $status, 0, 'the process ended well';
    is $ticks, 5, 'the parent went on';
    return $text;
}

subtest 'the child runs a kernel of its own after stop' => sub {
    my $text = forked_output(sub {
        my ($out, @args) = @_;
        $args[KERNEL]->stop;
        session(
            _start => sub { $_[KERNEL]->delay(work => 0.005) },
            work   => sub { syswrite $out, 'worked' });
        $poe_kernel->run;
        syswrite $out, ' and returned';
    });
    is $text, 'worked and returned';
};

subtest 'has_forked gives a new kernel ID and keeps the sessions' => sub {
    my $id   = $poe_kernel->ID;
    my $text = forked_output(sub {
        my ($out, @args) = @_;
        $args[KERNEL]->has_forked;
        my $new = $args[KERNEL]->ID;
        syswrite $out,
            $new ne $id && $poe_kernel->alias_resolve($new) == $poe_kernel ? 'new ' : 'old ';
        syswrite $out, $poe_kernel->ID_id_to_session($args[SESSION]->ID) ? 'kept' : 'lost';
    });
    is $text, 'new kept';
};

subtest 'signals work in the child after has_forked' => sub {
    my $text = forked_output(sub {
        my ($out, @args) = @_;
        $args[KERNEL]->stop;
        session(
            _start => sub {
                $_[KERNEL]->sig(USR1 => 'usr1');
                $_[KERNEL]->delay(limit => 30);
                kill USR1 => $$;
            },
            usr1  => sub { syswrite $out, $_[ARG0]; $_[KERNEL]->delay('limit') },
            limit => sub { },
        );
        $poe_kernel->run;
    });
    is $text, 'USR1';
};

subtest 'children of the child are its own' => sub {
    my $text = forked_output(sub {
        my ($out, @args) = @_;
        $args[KERNEL]->stop;
        session(
            _start => sub {
                $_[KERNEL]->sig_child(spawn(sub {7}), 'reaped');
            },
            reaped => sub { syswrite $out, $_[ARG2] >> 8 },
        );
        $poe_kernel->run;
    });
    is $text, '7';
};

subtest 'has_forked in the same process changes nothing' => sub {
    play(
        _start => sub {
            my $id = $_[KERNEL]->ID;
            $_[KERNEL]->has_forked;
            is $_[KERNEL]->ID, $id;
        });
};

subtest 'sessions made before a fork run in the child' => sub {
    my $code = <<'CODE';
        use POE;
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->delay(work => 0.01) }, work => sub { print "$$ worked\n" } });
        my $pid = fork // die;
        $pid ? waitpid $pid, 0 : POE::Kernel->has_forked;
        POE::Kernel->run;
CODE
    my $child = run_child($code);
    is scalar(() = $child->{stdout} =~ /^\d+ worked$/mg), 2, 'in both' or diag explain $child;
    is $child->{stderr}, '', 'without a word';
};

subtest 'run notices a fork by itself' => sub {
    (my $code = <<'CODE') =~ s/^ {8}//mg;
        use POE;
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->delay(work => 0.01) }, work => sub { print "worked\n" } });
        my $pid = fork // die;
        POE::Kernel->run;
        waitpid $pid, 0 if $pid;
CODE
    is output_of($code), "worked\nworked\n";
    like stderr_of($code, env => { POE_ASSERT_USAGE => 1 }),
        qr/Detected a fork, automatically calling ->has_forked\(\)/,
        'and says so under ASSERT_USAGE';
};

subtest 'the files of the parent are not disturbed by the child' => sub {
    pipe my $in, my $out or die $!;
    my @got;
    play(
        _start => sub {
            $_[KERNEL]->select_read($in, 'readable');
            $_[KERNEL]->sig_child(
                spawn(sub { $poe_kernel->has_forked; $poe_kernel->stop; $poe_kernel->run; 0 }),
                'reaped'
            );
        },
        reaped   => sub { syswrite $out, 'x' },
        readable =>
            sub { sysread $in, my $byte, 1; push @got, $byte; $_[KERNEL]->select_read($in) },
    );
    is "@got", 'x';
};

done_testing;
