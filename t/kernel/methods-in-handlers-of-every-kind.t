use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use KernelMethods;
use POETest;
use Test::More;

use POE;

# Whatever a handler was called for, every method does there what it does anywhere.
my %calls;

sub try_all {
    my ($kind, $kernel, $session) = @_;
    return if $calls{$kind}++;
    is_deeply [ methods_work($kernel, $session) ], [], "in $kind they work";
    is_deeply [ methods_fail($kernel, $session) ], [], "in $kind they fail as they should";
    return;
}

# A session with one handler that tries all, and what leads to that handler.
sub in_handler {
    my ($kind, $event, $start, %more) = @_;
    session(
        helpful_states(),
        _start => sub { $start->(@_) },
        _stop  => sub { },
        %more,
        $event =>
            sub { try_all($kind, @_[ KERNEL, SESSION ]); goto &{ $more{$event} } if $more{$event} },
    );
    $poe_kernel->run;
    is $calls{$kind}, 1, "$kind came";
    return;
}

pipe my $in, my $out or die $!;
syswrite $out, 'x';

in_handler('_start', '_start', sub { });
in_handler('a yielded event', 'go', sub { $_[KERNEL]->yield('go') });
in_handler('a posted event', 'go', sub { $_[KERNEL]->post($_[SESSION], 'go') });
in_handler('an alarm', 'go', sub { $_[KERNEL]->alarm(go => 1) });
in_handler('a call to itself', 'go', sub { $_[KERNEL]->call($_[SESSION], 'go') });
in_handler('a postback', 'go', sub { $_[SESSION]->postback('go')->() });
in_handler('a callback', 'go', sub { $_[SESSION]->callback('go')->() });
in_handler('_default', '_default', sub { $_[KERNEL]->yield('unknown') });
in_handler('_stop', '_stop', sub { });
in_handler(
    'a file that is ready', 'go', sub { $_[KERNEL]->select_read($in, 'go') },
    go => sub { $_[KERNEL]->select_read($in) },
);
in_handler(
    'a signal', 'go',
    sub { $_[KERNEL]->sig(THING => 'go'); $_[KERNEL]->signal($_[SESSION], 'THING') },
);
in_handler(
    'a signal of the system', 'go',
    sub {
        $_[KERNEL]->sig(USR1 => 'go');
        $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait');
        kill USR1 => $$;
    },
    go => sub { $_[KERNEL]->sig('USR1'); $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'wait') },
);
in_handler(
    'the end of a child process', 'go',
    sub {
        $_[KERNEL]->sig_child(spawn(sub {0}), 'go');
    });

# Upstream finds no way on when a session comes and goes while its kernel is about to end for IDLE.
in_handler('IDLE', 'go', sub { $_[KERNEL]->alias_set('here'); $_[KERNEL]->sig(IDLE => 'go') })
    if !is_upstream();
in_handler(
    'DIE', 'go',
    sub { $_[KERNEL]->sig(DIE => 'go'); $_[KERNEL]->yield('die') },
    die => sub { die "here\n" },
    go  => sub { $_[KERNEL]->sig_handled },
);

subtest 'what is told of families' => sub {
    session(
        helpful_states(),
        _start => sub {
            session(
                helpful_states(),
                _start  => sub { $_[KERNEL]->yield('leave') },
                leave   => sub { $_[KERNEL]->detach_myself },
                _parent => sub { try_all('_parent', @_[ KERNEL, SESSION ]) },
                _stop   => sub { },
            );
        },
        _child => sub { try_all("_child $_[ARG0]", @_[ KERNEL, SESSION ]) },
        _stop  => sub { },
    );
    $poe_kernel->run;
    is_deeply [ sort grep {/\A_(?:child|parent)/} keys %calls ],
        [ '_child create', '_child lose', '_parent' ];
};

subtest 'a call to another session' => sub {
    my $other = session(
        helpful_states(),
        _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'wait') },
        go     => sub {
            try_all('call', @_[ KERNEL, SESSION ]);
            $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'wait');
        },
        _stop => sub { },
    );
    play(_start => sub { $_[KERNEL]->call($other, 'go') }, _stop => sub { });
    is $calls{call}, 1;
};

is $poe_kernel->get_event_count, 0, 'nothing is left in the queue';
done_testing;
