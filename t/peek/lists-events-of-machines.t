use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;
use POE::NFA ();

plan skip_all => 'upstream there are names of states' if is_upstream();

# Machines have a table of handlers for each state.

my (%seen, $machine);
$machine = POE::NFA->spawn(
    inline_states => {
        red   => { enter => \&enter, change => sub { }, leave => sub { } },
        green => { enter => sub { }, change => sub { }, hurry => sub { } },
    },
);
$machine->goto_state(red => 'enter');

sub enter {
    my $api = peek();
    my @red = qw(change enter hurry leave);
    is_deeply [ $api->session_event_list ], \@red, 'the events of all states';
    is_deeply [ $api->session_event_list($machine->ID) ], \@red, 'by ID';
    $poe_kernel->state(internal => sub { });
    is_deeply $api->event_list, { $machine->ID => [ sort @red, 'internal' ] },
        'and what was added beside them';

    is $api->current_session, $machine, 'a machine is a session';
    is_deeply [ map { $_->ID } $api->get_session_children($poe_kernel) ], [ $machine->ID ],
        'with a parent';
    $poe_kernel->alias_set('light');
    is $api->session_id_loggable($machine), 'session ' . $machine->ID . ' (light)', 'and a name';
    $poe_kernel->alias_remove('light');
}

POE::Kernel->run;
done_testing;
