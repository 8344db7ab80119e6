use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Each case: what a handler does; what it says under ASSERT_RETVALS (fatal) and TRACE_RETVALS (a warning).
my @case = (
    [ q{alarm_set(undef, 1)}, 'undefined event name in alarm_set()' ],
    [ q{alarm_set('x')}, 'undefined time in alarm_set()' ],
    [ q{delay_set(undef, 1)}, 'undefined event name in delay_set()' ],
    [ q{delay_set('x')}, 'undefined seconds in delay_set()' ],
    [ q{alarm_remove()}, 'undefined alarm id in alarm_remove()' ],
    [ q{alarm_adjust()}, 'undefined alarm id in alarm_adjust()' ],
    [ q{alarm_adjust(1)}, 'undefined alarm delta in alarm_adjust()' ],
    [ q{delay_adjust()}, 'undefined delay id in delay_adjust()' ],
    [ q{delay_adjust(1)}, 'undefined delay seconds in delay_adjust()' ],
    [ q{alias_remove('nobody')}, q{alias 'nobody' does not exist} ],
    [ q{alarm(undef)}, 'invalid parameter to alarm() call' ],
    [ q{alarm_add('x')}, 'invalid parameter to alarm_add() call' ],
    [ q{delay(undef)}, 'invalid parameter to delay() call' ],
    [ q{delay_add('x')}, 'invalid parameter to delay_add() call' ],
    [ q{ID_id_to_session(99)}, 'ID does not exist' ],
    [ q{ID_id_to_session(undef)}, q{ID does not exist} ],
    [ q{ID_session_to_id(undef)}, q{session () does not exist} ],
    [ q{refcount_increment(undef, "t")}, q{session id  does not exist} ],
    [ q{refcount_decrement(undef, "t")}, q{session id  does not exist} ],
    [ q{alias_remove(undef)}, q{alias '' does not exist} ],
    [ q{refcount_increment(99, 't')}, 'session id 99 does not exist' ],
    [ q{refcount_decrement(99, 't')}, 'session id 99 does not exist' ],
);

my $try_all
    = 'use POE; POE::Session->create(inline_states => { _start => sub { my $k = $_[KERNEL];'
    . join('', map {"eval { \$k->$_->[0]; 1 } or print \"DIED \$@\"; print \"==\\n\";"} @case)
    . '} }); POE::Kernel->run;';

sub parts { my ($text) = @_; return split /^==\n/m, $text }

subtest 'ASSERT_RETVALS' => sub {
    my @died = parts(output_of($try_all, env => { POE_ASSERT_RETVALS => 1 }));
    is @died, @case;
    like $died[$_], qr/^DIED === \d+ === <rv> \Q$case[$_][1]\E at /, $case[$_][0] for 0 .. $#case;
};

subtest 'TRACE_RETVALS' => sub {
    my $child = run_child($try_all, env => { POE_TRACE_RETVALS => 1 });
    unlike $child->{stdout}, qr/DIED/, 'nothing dies';
    my @lines = grep {/<rv>/} split /\n/, $child->{stderr};
    is @lines, @case, 'one warning each';
    like $lines[$_], qr/^=== \d+ === <rv> \Q$case[$_][1]\E at /, $case[$_][0] for 0 .. $#case;
};

subtest 'neither' => sub {
    my $child = run_child($try_all);
    unlike $child->{stdout}, qr/DIED/, 'nothing dies';
    is $child->{stderr}, '', 'nothing is said';
};

sub in_start {
    my ($body, %env) = @_;
    return output_of(
        'use POE; local $SIG{__WARN__} = sub { print "WARN $_[0]" }; POE::Session->create(inline_states => { _start => sub {'
            . "my \$k = \$_[KERNEL]; eval { $body; 1 } or print \"DIED \$@\" } }); POE::Kernel->run;",
        env => \%env
    );
}

subtest 'destinations that do not resolve' => sub {
    for my $call (
        q{post('nobody', 'x')}, q{call('nobody', 'x')}, q{signal('nobody', 'x')},
        q{detach_child('nobody')}
        )
    {
        like in_start("\$k->$call", POE_ASSERT_DATA => 1),
            qr/^DIED === \d+ === Please address any warnings or errors above this message,.*^---\n<dt> Cannot resolve ``nobody'' into a session reference\n^-----$/ms,
            "ASSERT_DATA: $call is trapped";
        for my $constant (qw(POE_ASSERT_RETVALS POE_TRACE_RETVALS)) {
            like in_start("\$k->$call", $constant => 1),
                qr/^WARN === \d+ === <rv> session not resolved: No such process at /,
                "$constant: $call is warned about";
        }
    }
    unlike in_start(q{$k->alias_list('nobody')}, POE_ASSERT_DATA => 1), qr/DIED/,
        'alias_list never traps';
};

subtest 'traps of the data' => sub {
    my %trap = (
        q{$k->refcount_decrement($_[SESSION]->ID, 'never')} =>
            '<dt> decrementing extref for session without any',
        q{$k->_data_ses_get_parent(99)} => 'retrieving parent of a nonexistent session',
        q{$k->_data_ses_stop(99)}       => 'stopping a nonexistent session',
        q{$k->_data_sid_clear(99)}      => q{unknown SID '99'},
    );
    for my $code (sort keys %trap) {
        like in_start($code, POE_ASSERT_DATA => 1), qr/^DIED .*\Q$trap{$code}\E/ms, $code;
    }
};

subtest 'no sessions to run' => sub {
    my $code = 'use POE; POE::Kernel->run; POE::Kernel->run';
    like stderr_of($code, env => { POE_ASSERT_DATA => 1 }),
        qr/^=== \d+ === Not running the event loop because we have no sessions!/m;
    is stderr_of($code), '';
};

subtest 'a session that is allocated twice' => sub {
    like in_start('$k->session_alloc($_[SESSION])', POE_ASSERT_DATA => 1),
        qr/^DIED .*<ss>\s+session 1\s+already allocated/ms;
};

subtest 'a session without _start' => sub {
    my $out = output_of(
        'use POE; eval { POE::Session->create(inline_states => { x => sub { } }); 1 } or print $@',
        env => { POE_ASSERT_RETVALS => 1 });
    like $out,
        qr/^=== \d+ === <rv> session \(POE::Session=ARRAY\(0x[0-9a-f]+\)\) does not exist at /,
        'is fatal under ASSERT_RETVALS';
};

subtest 'a whole program runs with everything on' => sub {
    my $child = run_child(<<'CODE', env => { POE_ASSERT_DEFAULT => 1, POE_TRACE_DEFAULT => 1 });
        use POE;
        pipe my $in, my $out or die;
        POE::Session->create(inline_states => {
            _start => sub {
                my $k = $_[KERNEL];
                $k->alias_set('a'); $k->yield('work'); $k->delay(end => 0.1); $k->sig(USR1 => 'work');
                $k->select_read($in, 'file'); syswrite $out, 'x'; kill USR1 => $$;
                my $pid = fork // die; unless ($pid) { select undef, undef, undef, 0.05; require POSIX; POSIX::_exit(0) }
                $k->sig_child($pid, 'work');
                POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->detach_myself } });
            },
            work => sub { print 'w' },
            file => sub { print 'f'; $_[KERNEL]->select_read($in) },
            end  => sub { print 'e'; $_[KERNEL]->alias_remove('a') },
        });
        POE::Kernel->run;
        print '.';
CODE
    is join('', sort split //, $child->{stdout}), '.efwww', 'and does what it should';
    is $child->{status}, 0;
    like $child->{stderr}, qr/<$_>/, "there are traces of <$_>" for qw(ev fh rc sg ss);
};

subtest 'traces go to the standard error even with a trace file' => sub {
    my $child = run_child(
        'use POE; POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("x") }, x => sub { } }); POE::Kernel->run;',
        env => { POE_TRACE_EVENTS => 1, POE_TRACE_FILENAME => 'no/such/dir' });
    like $child->{stderr}, qr/^=== \d+ === <ev> /m, 'a name with a slash is no name';
    my $failed = run_child('sub POE::Kernel::TRACE_FILENAME () { "/no/such/dir/file" } use POE;');
    like $failed->{stderr},
        qr{^can't open trace file `/no/such/dir/file': No such file or directory}m,
        'a file that cannot be opened is fatal';
};

subtest 'traces are warnings' => sub {
    my $out = output_of(
        'BEGIN { $SIG{__WARN__} = sub { print "W" } } use POE; POE::Session->create(inline_states => { _start => sub { } }); POE::Kernel->run;',
        env => { POE_TRACE_EVENTS => 1 });
    like $out, qr/^W+\z/, 'that a hook sees';
};

done_testing;
