use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE          qw(NFA);
use POE::Session ();

# A machine that was sent something before it has a state is somewhere, without a name: what it enters then
# waits in the queue, as from any other state.

my @log;

sub machine {
    my $machine = POE::NFA->spawn(
        inline_states => {
            ready => { enter => sub { push @log, 'entered' }, end => sub { $_[MACHINE]->stop } } });
    $poe_kernel->refcount_increment($machine->ID, 'kept');
    return $machine;
}

sub enter {
    my ($machine) = @_;
    $machine->goto_state(ready => 'enter');
    push @log, 'went';
    $poe_kernel->post($machine->ID, 'end');
    $poe_kernel->refcount_decrement($machine->ID, 'kept');
    return;
}

sub run {
    my ($code) = @_;
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->sig(DIE => 'died'); $code->(); $_[KERNEL]->yield('last') },
            died   => sub { $_[KERNEL]->sig_handled },
            last   => sub { $_[KERNEL]->sig('DIE') },
        });
    POE::Kernel->run;
    return splice @log;
}

is_deeply [ run(sub { enter(machine()) }) ], [ 'entered', 'went' ], 'a fresh one enters at once';
is_deeply [
    run(sub {
        my $machine = machine();
        $poe_kernel->call($machine->ID, 'unheard_of');
        is $machine->get_current_state, '(undef)', 'it has no name';
        enter($machine);
    })
    ],
    [ 'went', 'entered' ], 'one that heard of something enters later';

done_testing;
