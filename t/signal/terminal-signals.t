use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @log;

# After a signal that is sent now.
sub tick_later { $_[KERNEL]->yield('tick'); return }

# A pair of sessions; the child gets the given states. Gives the order of what happened.
sub family {
    my ($signal, %states) = @_;
    my $watch = delete $states{watch};
    @log = ();
    my $parent = session(
        _start => sub {
            $_[KERNEL]->yield('later');
            session(
                _start => sub {
                    $_[KERNEL]->sig($signal => 'caught') if $watch;
                    $_[KERNEL]->yield('later');
                },
                caught => sub { push @log, 'caught' },
                later  => \&tick_later,
                tick   => sub { push @log, 'child lives' },
                _stop  => sub { push @log, 'child stops' },
                %states,
            );
        },
        later => \&tick_later,
        tick  => sub { push @log, 'parent lives' },
        _stop => sub { push @log, 'parent stops' },
    );
    $poe_kernel->signal($parent, $signal);
    $poe_kernel->run;
    return \@log;
}

my @lives = ('parent lives', 'child lives', 'child stops', 'parent stops');

for my $signal (qw(QUIT INT KILL TERM HUP IDLE DIE)) {
    is_deeply family($signal), [ 'child stops', 'parent stops' ],
        "$signal ends sessions that do not watch it";
    is_deeply family($signal, watch => 1), [ 'caught', 'child stops', 'parent stops' ],
        "$signal ends those that do not say it is handled";
    is_deeply family(
        $signal, watch => 1,
        caught         => sub { push @log, 'handled'; $_[KERNEL]->sig_handled }
        ),
        [ 'handled', @lives ], "$signal handled by one saves all";
}

for my $signal (qw(ZOMBIE UIDESTROY)) {
    is_deeply family(
        $signal, watch => 1,
        caught         => sub { push @log, 'handled'; $_[KERNEL]->sig_handled }
        ),
        [ 'handled', 'child stops', 'parent stops' ], "$signal cannot be handled";
}

for my $signal (qw(CHLD PIPE ALRM USR1 USR2 WINCH INVENTED)) {
    is_deeply family($signal, watch => 1), [ 'caught', @lives ], "$signal ends nobody";
}

subtest 'the return value of the handler does not matter' => sub {
    is_deeply family(TERM => watch => 1, caught => sub { return 1 }),
        [ 'child stops', 'parent stops' ];
    is_deeply family(TERM => watch => 1, caught => sub { $_[KERNEL]->sig_handled; return 0 }),
        \@lives;
};

subtest 'sig_handled before and elsewhere does not count' => sub {
    is_deeply family(
        TERM => watch => 1, caught => sub { $_[KERNEL]->yield('late') },
        late => sub { $_[KERNEL]->sig_handled }
        ),
        [ 'child stops', 'parent stops' ];
};

subtest 'sig_handled in something that is called counts' => sub {
    is_deeply family(
        TERM => watch => 1, caught => sub { $_[KERNEL]->call($_[SESSION], 'deep') },
        deep => sub { $_[KERNEL]->sig_handled }
        ),
        \@lives;
};

subtest 'a signal to the kernel ends the program' => sub {
    @log = ();
    for my $name (1, 2) {
        session(
            _start => sub { $_[KERNEL]->delay(x => 1000) },
            _stop  => sub { push @log, "stop $name" });
    }
    $poe_kernel->signal($poe_kernel, 'TERM');
    $poe_kernel->run;
    is join(' ', sort @log), 'stop 1 stop 2', 'and run returns normally';
};

subtest 'a signal of the system' => sub {
    for my $signal (qw(TERM INT HUP QUIT)) {
        my $child = run_child(<<"CODE");
            use POE;
            POE::Session->create(inline_states => {
                _start => sub { \$_[KERNEL]->sig($signal => 'x'); \$_[KERNEL]->delay(y => 1000); kill $signal => \$\$ },
                x => sub { print "caught \$_[ARG0] " }, _stop => sub { print 'stopped ' } });
            POE::Kernel->run;
            print 'returned';
CODE
        is $child->{stdout}, "caught $signal stopped returned",
            "$signal ends the sessions, not the process";
        is $child->{status}, 0;
    }
};

done_testing;
