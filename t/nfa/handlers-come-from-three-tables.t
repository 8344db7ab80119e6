use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my @log;

package Worker {
    sub new     { my ($class, $name) = @_; return bless { name => $name }, $class }
    sub ping    { push @log, [ ping => @_ ] }
    sub renamed { push @log, [ renamed => @_ ] }
}

my $worker        = Worker->new('w');
my @object_events = ($worker => ['ping'], $worker => { pong => 'renamed' });
my %inline_states = (
    inline   => { ping => sub { push @log, [ inline => @_ ] } },
    replaced => { ping => sub { fail('an inline state replaced by an object state') } },
);
my $machine = POE::NFA->spawn(
    inline_states  => \%inline_states,
    object_states  => { object  => \@object_events, replaced => [ $worker => ['ping'] ] },
    package_states => { package => [ Worker => { ping => 'renamed', not_there => 'nowhere' } ] },
    runstate       => { r       => 1 },
);

sub enter {
    my ($state, $event, @args) = @_;
    @log = ();
    $poe_kernel->call($machine, 'poe_nfa_goto_state', $state, $event, @args);
    is(scalar @log, 1, "one handler ran in '$state'");
    return @{ $log[0] || [] };
}

subtest 'a code reference' => sub {
    my ($name, @got) = enter(inline => 'ping', 'a', 'b');
    is($name, 'inline', 'is called');
    is_deeply(
        \@got,
        [
            undef, $machine, $poe_kernel, { r => 1 }, 'ping', $machine, 'inline',
            undef, undef, undef, 'a', 'b'
        ],
        'with no object and the machine as sender'
    );
};

subtest 'an object method' => sub {
    my ($name, @got) = enter(object => 'ping');
    is($name, 'ping', 'of the name of the event');
    is($got[OBJECT], $worker, 'gets the object');
    is($got[STATE], 'object', 'and the state');
    ($name, @got) = enter(object => 'pong');
    is_deeply(
        [ $name, $got[OBJECT], $got[EVENT] ], [ renamed => $worker, 'pong' ],
        'or of another name'
    );
};

subtest 'a package method' => sub {
    my ($name, @got) = enter(package => 'ping');
    is_deeply([ $name, $got[OBJECT] ], [ renamed => 'Worker' ], 'gets the package');
};

subtest 'a state in several tables' => sub {
    is((enter(replaced => 'ping'))[0], 'ping', 'comes from the later one');
    ok(exists $inline_states{package}, 'and the hash of inline states now has them all');
};

subtest 'the arrays given can be used again' => sub {
    is(scalar @object_events, 4, 'they are as they were');
    }
    if POE::NFA->VERSION >= 2;    # older versions empty them

POE::Kernel->run;
done_testing;
