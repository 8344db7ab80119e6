use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# A component built on POE::Component::Syndicator: events go to plugins first, then to the sessions
# that registered, delayed ones too.

needs('POE::Component::Syndicator');

my $program = run_program(script_of(<<'PERL'));
use POE;

package Clock {
    use parent 'POE::Component::Syndicator';
    use POE;

    sub spawn {
        my $self = bless {}, shift;
        $self->_syndicator_init(prefix => 'clock_', reg_prefix => 'Clock_', types => [ SERVER => 'S', USER => 'U' ],
            object_states => [ $self => [qw(syndicator_started shutdown)] ]);
        return $self;
    }

    sub syndicator_started { print "started\n" }
    sub shutdown           { $_[OBJECT]->_syndicator_destroy }
    sub S_tick             { my ($self, undef, $number) = @_; $$number *= 10; return 1 }
}

package Plugin {
    sub new               { return bless {}, shift }
    sub Clock_register    { $_[1]->plugin_register($_[0], 'SERVER', 'tick'); return 1 }
    sub Clock_unregister  { print "plugin gone\n"; return 1 }
    sub S_tick            { my ($self, undef, $number) = @_; print "plugin sees $$number\n"; $$number++; return 1 }
}

package main;

my $clock = Clock->spawn;
$clock->plugin_add(Plugin => Plugin->new);

POE::Session->create(
    inline_states => {
        _start           => sub { $clock->yield(register => 'all') },
        clock_registered => sub { $clock->send_event(clock_tick => 4); $clock->send_event('clock_pause'); $clock->delay([ shutdown => 1 ], 0.02) },
        clock_pause      => sub { print "pause\n" },
        clock_tick       => sub { print "tick $_[ARG0]\n" },
        clock_shutdown   => sub { print "shut down\n" },
    },
);

POE::Kernel->run;
PERL

$program->ended_well;
$program->from_here;
diag $program->said if !like($program->said, qr/\Astarted\n/, 'the component starts');
like(
    $program->said, qr/plugin sees 40\ntick 41/,
    'its own handler, then the plugin, then the session'
);
like($program->said, qr/tick 41\n(?:.*\n)*pause\n/, 'in order');
like($program->said, qr/plugin gone\n/, 'plugins are taken out in the end');
like($program->said, qr/shut down\n/, 'and sessions are told');

done_testing;
