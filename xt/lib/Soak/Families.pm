package Soak::Families;

# Sessions with children and grandchildren: born, detached, stopped by what their parent does. Some of
# their handlers die, which the parent hears as a DIE signal. They tell by postbacks what they do.

use strict;
use warnings;

use POE;
use Soak::Ledger qw(came_in came_out fault);
use Soak::Part;

sub start {
    part(
        'families',
        every => 0.02,
        turn  => sub {
            my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
            $kernel->sig(DIE => 'died') if !$heap->{watching}++;
            _birth(3, sub { $session->postback(told => @_) });
        },
        end    => sub { $_[KERNEL]->sig('DIE') if !$_[HEAP]{children} },
        told   => sub { came_out('postbacks') },
        died   => \&_heard_of_death,
        _child => \&_child,
    );
    return;
}

# DIE is watched while there is someone who may.
sub _child {
    my ($kernel, $heap, $what) = @_[ KERNEL, HEAP, ARG0 ];
    my $gone = $what eq 'lose';
    $gone ? came_out('children of a session') : came_in('children of a session');
    $heap->{children} += $gone ? -1 : 1;
    $kernel->sig('DIE') if $heap->{ending} && !$heap->{children};
    return;
}

sub _heard_of_death {
    my ($kernel, $what) = @_[ KERNEL, ARG1 ];
    fault("something died otherwise: $what->{error_str}") if $what->{error_str} !~ /\Aon purpose/;
    came_out('deaths in handlers');
    $kernel->sig_handled;
    return;
}

sub _birth {
    my ($generations, $postback) = @_;
    came_in('sessions');
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->yield('live', $generations == 1);
                _birth($generations - 1, $postback) for 1 .. ($generations > 1 ? rand 3 : 0);
            },
            live  => sub { _live(@_[ KERNEL, HEAP ], $_[ARG0], $postback) },
            tell  => sub { (delete $_[HEAP]{postback})->('here') },
            part  => sub { $_[KERNEL]->detach_myself },
            die   => sub { came_in('deaths in handlers'); die "on purpose\n" },
            over  => sub { },
            _stop => sub { came_out('sessions') },
        },
    );
    return;
}

# Nobody would hear of the death of one that has parted, or of its children's.
sub _live {
    my ($kernel, $heap, $childless, $postback) = @_;
    came_in('postbacks');
    $heap->{postback} = $postback->('who');
    $kernel->delay(tell => rand 0.1);
    $kernel->delay(over => rand 0.2);
    $kernel->post($kernel->get_active_session, 'over') if rand() < 0.5;
    return                                             if rand() < 0.8;
    $childless ? $kernel->yield('part') : $kernel->delay(die => rand 0.1);
    return;
}

1;
