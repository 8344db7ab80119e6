package Soak::Part;

# One kind of work in a soak: a session that does something every so often, until it is told to wind down.

use strict;
use warnings;

use Exporter qw(import);
use POE;

our @EXPORT = qw(one_of part wind_down);

my @names;

# Parameters: every => seconds; turn => code, done each time; end => code, done once instead of any
# further turn; the others are states. The session's heap says {ending} by then.
sub part {
    my ($name, %states) = @_;
    my ($every, $turn, $end) = delete @states{qw(every turn end)};
    push @names, $name;
    return POE::Session->create(
        heap          => {},
        inline_states => {
            _start    => sub { $_[KERNEL]->alias_set($name);      $_[KERNEL]->yield('turn') },
            turn      => sub { $_[KERNEL]->delay(turn => $every); goto &$turn },
            wind_down => sub {
                $_[HEAP]{ending} = 1;
                $_[KERNEL]->delay('turn');
                $_[KERNEL]->state('turn', sub { });
                $_[KERNEL]->alias_remove($name);
                goto &$end if $end;
            },
            %states,
        },
    );
}

# To all parts.
sub wind_down {
    $poe_kernel->post($_ => 'wind_down') for splice @names;
    return;
}

sub one_of { return $_[ rand @_ ] }

1;
