use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use KernelMethods;
use POETest;
use Test::More;

use POE;

# Handlers that die after a method, and methods that call a handler which dies. What the method did is
# in force, the session that handles DIE lives, and all methods work as before.

# Runs a session whose handler dies once after the code. States may be added; "after" is called when the
# death has been handled.
sub survives {
    my ($name, $code, %states) = @_;
    my @log;
    my $after    = delete $states{after} || sub { };
    my @warnings = warnings_of(sub {
        session(
            helpful_states(),
            _start => sub {
                $_[KERNEL]->sig(DIE => 'died');
                $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait');
                $_[KERNEL]->yield('go');
            },
            go   => sub { $code->(@_); die "on purpose\n" },
            died => sub {
                push @log, "died $_[ARG1]{event}";
                $_[KERNEL]->sig_handled;
                $_[KERNEL]->yield('after');
            },
            after => sub {
                my ($kernel, $session) = @_[ KERNEL, SESSION ];
                $after->(@_);
                $kernel->refcount_decrement($session->ID, 'wait');
            },
            (
                map {
                    my $event = $_;
                    $event => sub { push @log, $event; $states{$event}->(@_) }
                } keys %states
            ),
            _stop => sub { push @log, 'stop' },
        );
        eval { $poe_kernel->run; 1 } or push @log, "thrown $@";
    });
    is_deeply \@warnings, [], "$name: without warnings";
    is $poe_kernel->get_event_count, 0, "$name: nothing is left in the queue";
    is $poe_kernel->_data_handle_count, 0, "$name: no file is watched";
    return \@log;
}

my $nothing = sub { };

is_deeply survives('yield', sub { $_[KERNEL]->yield('event') }, event => $nothing),
    [ 'event', 'died go', 'stop' ], 'an event is on its way';
is_deeply survives('post', sub { $_[KERNEL]->post($_[SESSION], 'event') }, event => $nothing),
    [ 'event', 'died go', 'stop' ];
is_deeply survives('alarm', sub { $_[KERNEL]->alarm(event => 1) }, event => $nothing),
    [ 'event', 'died go', 'stop' ], 'an alarm is set';
is_deeply survives(
    'alarm_remove',
    sub { $_[KERNEL]->alarm_remove($_[KERNEL]->alarm_set(event => 1)) },
    event => $nothing
    ),
    [ 'died go', 'stop' ], 'or taken back';
is_deeply survives(
    'signal',
    sub { $_[KERNEL]->sig(THING => 'event'); $_[KERNEL]->signal($_[SESSION], 'THING') },
    event => $nothing
    ),
    [ 'event', 'died go', 'stop' ], 'a signal is sent';
is_deeply survives(
    'select_read',
    sub {
        pipe $_[HEAP]{in}, $_[HEAP]{out} or die $!;
        syswrite $_[HEAP]{out}, 'x';
        $_[KERNEL]->select_read($_[HEAP]{in}, 'event');
    },
    event => sub { $_[KERNEL]->select_read($_[ARG0]) },
    ),
    [ 'event', 'died go', 'stop' ], 'a file is watched';
is_deeply survives(
    'state',
    sub {
        $_[KERNEL]->state(added => sub { $_[HEAP]{added} = 1 });
    },
    after =>
        sub { $_[KERNEL]->call($_[SESSION], 'added'); is $_[HEAP]{added}, 1, 'a state is there' }
    ),
    [ 'died go', 'stop' ];
is_deeply survives(
    'alias_set', sub { $_[KERNEL]->alias_set('name') },
    after => sub {
        is $_[KERNEL]->alias_resolve('name'), $_[SESSION], 'an alias is set';
        $_[KERNEL]->alias_remove('name');
    }
    ),
    [ 'died go', 'stop' ];
is_deeply survives(
    'everything',
    sub { is_deeply [ methods_work(@_[ KERNEL, SESSION ]) ], [], 'all methods before' },
    after => sub { is_deeply [ methods_work(@_[ KERNEL, SESSION ]) ], [], 'all methods after' }
    ),
    [ 'died go', 'stop' ];

# ---------------------------------------------------------------------------
# Methods that call handlers

# A session that dies in one of its handlers, and handles that itself.
sub dying_session {
    my ($event, %states) = @_;
    my $start = delete $states{begin} || sub { };
    return POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->sig(DIE => 'died');
                $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait');
                $start->(@_);
                die "in $event\n" if $event eq '_start';
            },
            died => sub {
                $_[KERNEL]->sig_handled;
                $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'wait');
            },
            %states,
            $event eq '_start' ? () : ($event => sub { die "in $event\n" }),
        });
}

sub outcome_of {
    my ($code) = @_;
    my @log;
    session(
        helpful_states(),
        _start => sub { push @log, $code->(@_) // 'undef'; $_[KERNEL]->yield('after') },
        after  => sub { push @log, methods_work(@_[ KERNEL, SESSION ]) },
        _stop  => sub { push @log, 'stop' },
    );
    eval { $poe_kernel->run; 1 } or push @log, "thrown $@";
    return \@log;
}

is_deeply outcome_of(sub { ref dying_session('_start') }), [ 'POE::Session', 'stop' ],
    'create gives a session that died in _start';
is_deeply outcome_of(sub { scalar $_[KERNEL]->call(dying_session('work'), 'work') }),
    [ 'undef', 'stop' ], 'call gives undef';
is_deeply outcome_of(sub { $_[KERNEL]->post(dying_session('work'), 'work') }), [ 1, 'stop' ],
    'post gives 1';
is_deeply outcome_of(sub {
    my $session = dying_session('work', begin => sub { $_[KERNEL]->sig(THING => 'work') });
    return $_[KERNEL]->signal($session, 'THING');
    }),
    [ 1, 'stop' ], 'signal gives 1';
is_deeply outcome_of(sub { $_[KERNEL]->detach_child(dying_session('_parent')) }), [ 1, 'stop' ],
    'detach_child gives 1 though _parent died';
is_deeply outcome_of(sub { dying_session('work')->postback('work')->() }), [ 0, 'stop' ],
    'a postback gives 0';
is_deeply outcome_of(sub { scalar dying_session('work')->callback('work')->() }),
    [ 'undef', 'stop' ], 'a callback gives undef';
is_deeply outcome_of(sub {
    my $session = dying_session('work', begin => sub { $_[KERNEL]->delay(work => 0) });
    return $_[KERNEL]->run_one_timeslice;
    }),
    [ 1, 'stop' ], 'run_one_timeslice gives 1';

subtest 'stop while a _stop dies' => sub {
    my $stops = 0;
    my $dying = sub { $stops++; die "in _stop\n" };
    session(
        _start => sub { $_[KERNEL]->yield('go') },
        go     => sub { $_[KERNEL]->stop },
        _stop  => sub { $stops++ },
    );
    session(
        _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') },
        _stop  => $dying
    );
    ok !eval { $poe_kernel->run; 1 }, 'run throws';
    is $@, "in _stop\n";
    is $stops, 2, 'every session was stopped, once';
    is $poe_kernel->get_event_count, 0;
    is_deeply outcome_of(sub {'again'}), [ 'again', 'stop' ], 'and the kernel runs again';
};

done_testing;
