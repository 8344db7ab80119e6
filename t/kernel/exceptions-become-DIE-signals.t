use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Runs sessions made by the code and gives what run() threw.
sub thrown_by_run {
    my ($code) = @_;
    $code->();
    return eval { $poe_kernel->run; 1 } ? undef : $@;
}

subtest 'unhandled' => sub {
    my @log;
    my $error = thrown_by_run(sub {
        session(
            _start => sub { $_[KERNEL]->yield('work') }, work => sub { die "broken\n" },
            _stop  => sub { push @log, 'stop' });
        session(
            _start => sub { $_[KERNEL]->delay(x => 1000) },
            _stop  => sub { push @log, 'other stops' });
    });
    is $error, "broken\n", 'run throws what was thrown';
    is_deeply [ sort @log ], [ 'other stops', 'stop' ], 'after all sessions have been stopped';
    is thrown_by_run(sub { session() }), undef, 'and the next run is clean';
};

subtest 'what the handler of DIE is told' => sub {
    my ($info, @seen, $session);
    my $error = thrown_by_run(sub {
        $session = session(
            _start => sub {
                $_[KERNEL]->sig(DIE => 'died', 'extra');
#line 700 "thrower"
                $_[KERNEL]->yield('work', 'argument');
            },
            work => sub { die "broken\n" },
            died => sub {
                @seen = @_;
                $info = $_[ARG1];
                $_[KERNEL]->sig_handled;
                $_[KERNEL]->yield('on');
            },
            on => sub { push @seen, 'goes on' },
        );
    });
    is $error, undef, 'handled, run throws nothing';
    is $seen[-1], 'goes on', 'the session lives';
    is_deeply [ @seen[ ARG0, ARG0 + 2 ] ], [ 'DIE', 'extra' ];
    is $seen[SENDER], $poe_kernel;
    is_deeply $info,
        {
        source_session => $session, dest_session => $session, event => 'work', file => 'thrower',
        line           => 700,
        from_state     => '_start', error_str => "broken\n"
        };
};

subtest 'an object that is thrown' => sub {
    my $object = bless { code => 5 }, 'My::Exception';
    my $got;
    my $error = thrown_by_run(sub {
        session(
            _start => sub { $_[KERNEL]->sig(DIE => 'died'); $_[KERNEL]->yield('work') },
            work   => sub { die $object },
            died   => sub { $got = $_[ARG1]{error_str} });
    });
    is $got, $object, 'reaches the handler of DIE as it is';
    like $error, qr/^\Q$object\E(?: at |\z)/, 'and run as a string';
};

subtest 'it goes to descendants, the session, then its ancestors' => sub {
    my @log;
    my $member = sub {
        my ($name, %states) = @_;
        my $start = delete $states{begin} || sub { };
        return session(
            _start => sub { $_[KERNEL]->sig(DIE => 'died'); $start->(@_) },
            died   => sub { push @log, $name },
            _stop  => sub { push @log, "$name stops" },
            %states,
        );
    };
    my $error = thrown_by_run(sub {
        $member->(
            'top',
            begin => sub {
                $member->(
                    'middle',
                    begin => sub {
                        $member->(
                            'low', begin => sub { $_[KERNEL]->yield('hold') },
                            hold         => sub { });
                        $_[KERNEL]->delay(work => 0);
                    },
                    work => sub { die "x\n" });
            });
        $member->('stranger', begin => sub { $_[KERNEL]->delay(x => 1000) });
    });
    is_deeply [ grep { !/stops|low/ } @log ], [ 'middle', 'top' ], 'strangers hear nothing';
    is $error, "x\n";
};

subtest 'an ancestor that handles it saves all' => sub {
    my @log;
    my $error = thrown_by_run(sub {
        session(
            _start => sub {
                $_[KERNEL]->sig(DIE => 'died');
                session(
                    _start => sub { $_[KERNEL]->yield('work'); $_[KERNEL]->sig(DIE => 'died') },
                    work   => sub { $_[KERNEL]->delay(on => scaled(0.2)); die "x\n" },
                    died   => sub { push @log, 'child told' },
                    on     => sub { push @log, 'child goes on' },
                );
            },
            died => sub { push @log, "parent told of $_[ARG1]{event}"; $_[KERNEL]->sig_handled },
        );
    });
    is $error, undef;
    is_deeply \@log, [ 'child told', 'parent told of work', 'child goes on' ];
};

my %place = (
    alarm  => sub { $_[KERNEL]->delay(broken => 0) },
    signal => sub { $_[KERNEL]->sig(THING => 'broken'); $_[KERNEL]->signal($_[SESSION], 'THING') },
    _child => sub { session() },
);
for my $place (sort keys %place) {
    my $told  = 0;
    my $error = thrown_by_run(sub {
        session(
            _start => sub { $_[KERNEL]->sig(DIE => 'died'); $place{$place}->(@_) },
            ($place eq '_child' ? '_child' : 'broken') => sub { die "in $place\n" if !$told },
            died                                       => sub { $told++; $_[KERNEL]->sig_handled },
        );
    });
    is $told, 1, "thrown in $place: the handler of DIE is told";
    is $error, undef, 'and saves the session';
}

subtest 'in a file handler' => sub {
    pipe my $in, my $out or die $!;
    syswrite $out, 'x';
    my $told  = 0;
    my $error = thrown_by_run(sub {
        session(
            _start =>
                sub { $_[KERNEL]->sig(DIE => 'died'); $_[KERNEL]->select_read($in, 'readable') },
            readable => sub { $_[KERNEL]->select_read($in); die "in file\n" },
            died     => sub { $told = $_[ARG1]{event};      $_[KERNEL]->sig_handled },
        );
    });
    is $told, 'readable';
    is $error, undef;
    syswrite $out, 'x';
    is thrown_by_run(sub {
        session(
            _start   => sub { $_[KERNEL]->select_read($in, 'readable') },
            readable => sub { die "in file\n" });
        }),
        "in file\n", 'unhandled it ends the program';
};

subtest 'in _start' => sub {
    my @log;
    my $error = thrown_by_run(sub {
        session(
            _start => sub {
                my $kid = session(
                    _start => sub { $_[KERNEL]->sig(DIE => 'died');       die "in start\n" },
                    died   => sub { push @log, "told of $_[ARG1]{event}"; $_[KERNEL]->sig_handled }
                );
                push @log, ref $kid;
            },
            _child => sub { push @log, "child $_[ARG0] " . ($_[ARG2] // 'undef') },
        );
    });
    is $error, undef;
    is_deeply [ @log[ 0 .. 2 ] ], [ 'child create undef', 'POE::Session', 'told of _start' ],
        'create goes on';
};

subtest 'in _stop' => sub {
    my $stops = 0;
    my $error = thrown_by_run(sub {
        session(
            _start => sub { $_[KERNEL]->sig(DIE => 'died') },
            _stop  => sub { $stops++; die "stop\n" }, died => sub { fail 'told' });
    });
    is $error, "stop\n", 'it comes straight out of run';
    is $stops, 1, '_stop is called once';
};

subtest 'in the handler of DIE' => sub {
    my $make = sub {
        my ($handled) = @_;
        return sub {
            session(
                _start => sub { $_[KERNEL]->sig(DIE => 'died'); $_[KERNEL]->yield('work') },
                work   => sub { die "first\n" },
                died   => sub { $_[KERNEL]->sig_handled if $handled; die "second\n" });
        };
    };
    my $error = thrown_by_run($make->(0));
    like $error, qr/^first$/m, 'the first error';
    like $error, qr/^Additional error thrown in handler for previous error:\nsecond$/m,
        'and the second';
    is thrown_by_run($make->(1)), "second\n", 'handled before: only the second';
};

subtest 'in call to another session' => sub {
    my ($told, @got);
    my $error = thrown_by_run(sub {
        session(
            _start => sub { $_[KERNEL]->alias_set('other'); $_[KERNEL]->sig(DIE => 'died') },
            work   => sub { die "called\n" },
            died   => sub {
                $told = $_[ARG1]{error_str};
                $_[KERNEL]->sig_handled;
                $_[KERNEL]->alias_remove('other');
            });
        session(_start => sub { $got[0] = $_[KERNEL]->call(other => 'work'); push @got, 'went on' }
        );
    });
    is $error, undef;
    is $told, "called\n", 'the session called is told';
    is_deeply \@got, [ undef, 'went on' ], 'its caller gets undef';
};

subtest 'in a list-context call' => sub {
    plan skip_all => 'upstream adds an error of its own' if is_upstream();
    my @got   = ('unset');
    my $error = thrown_by_run(sub {
        session(
            _start => sub { $_[KERNEL]->alias_set('other'); $_[KERNEL]->sig(DIE => 'died') },
            work   => sub { die "called\n" },
            died   => sub { $_[KERNEL]->sig_handled; $_[KERNEL]->alias_remove('other') });
        session(_start => sub { @got = $_[KERNEL]->call(other => 'work') });
    });
    is $error, undef;
    is_deeply \@got, [], 'gives the empty list';
};

subtest 'in call to the own session' => sub {
    my @log;
    my $error = thrown_by_run(sub {
        session(
            _start => sub {
                eval { $_[KERNEL]->call($_[SESSION], 'work'); 1 } or push @log, "caught $@";
            },
            work => sub { die "called\n" },
        );
    });
    is $error, undef;
    is_deeply \@log, ["caught called\n"], 'it comes straight through';
};

subtest 'exceptions inside eval are nobody\'s business' => sub {
    my $told = 0;
    is thrown_by_run(sub {
        session(
            _start => sub {
                $_[KERNEL]->sig(DIE => 'died');
                eval { die "private\n" }
            },
            died => sub { $told++ });
        }),
        undef;
    is $told, 0;
};

subtest 'a false exception is lost' => sub {
    my $error = thrown_by_run(sub {
        session(
            _start => sub { $_[KERNEL]->yield('work') },
            work   => sub { die bless [], 'False' });
    });
    {

        package False;
        use overload '""' => sub {''}, bool => sub {0}, fallback => 1
    }
    is $error, undef;
};

subtest 'a DIE that is only signalled' => sub {
    my $stopped = 0;
    is thrown_by_run(sub {
        session(
            _start => sub { $_[KERNEL]->signal($_[SESSION], 'DIE'); $_[KERNEL]->delay(x => 1000) },
            _stop  => sub { $stopped++ });
        }),
        undef, 'throws nothing';
    is $stopped, 1, 'but stops the session';
};

done_testing;
