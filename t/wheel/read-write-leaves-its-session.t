use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Socket;
use Test::More;

use POE      qw(Wheel::ReadWrite);
use POE::NFA ();

# A wheel that is dropped takes its watchers and states along, whatever the session is: a plain one, one
# whose class registers states in its own way, a machine.

package OfItsOwn;

our @ISA = ('POE::Session');

sub _register_state {
    my ($self, @state) = @_;
    return $self->SUPER::_register_state(@state);
}

package main;

my %left;

# Makes a wheel, drops it, and looks what there is of it.
sub try_one {
    my ($kind, $states) = @_;
    my $sid = $poe_kernel->get_active_session->ID;
    socketpair my $here, my $there, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
    my $wheel = POE::Wheel::ReadWrite->new(Handle => $here, InputEvent => 'got');
    my $look  = sub {
        return [
            $poe_kernel->_data_handle_count_ses($sid),
            scalar grep {/ReadWrite/} keys %$states
        ];
    };
    $left{$kind} = [ $look->() ];
    undef $wheel;
    push @{ $left{$kind} }, $look->();
    return;
}

for my $class (qw(POE::Session OfItsOwn)) {
    $class->create(
        inline_states => {
            _start => sub { try_one($class, $_[SESSION][ POE::Session::SE_STATES() ]) },
            got    => sub { },
        });
}
POE::NFA->spawn(
    inline_states => {
        begin => {
            look =>
                sub { try_one('POE::NFA', $_[ POE::NFA::MACHINE() ][ POE::NFA::SELF_INTERNALS() ]) }
            ,
            got => sub { },
        },
    },
)->goto_state(begin => 'look');
POE::Kernel->run;

for my $kind (qw(POE::Session OfItsOwn POE::NFA)) {
    is_deeply $left{$kind}, [ [ 1, 2 ], [ 0, 0 ] ],
        "$kind: a descriptor and two states, then none";
}

done_testing;
