package POE::Wheel::SocketFactory::Name;

# Names that wheels want to connect to, while they are looked up. The answer comes as an event of the wheel's session;
# when it is on its way it finds its state, even if the wheel is gone by then.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Session ();

my %asked
    ;   # by the IDs of wheels: [ the question's number, the state's name, who wants all addresses ]

sub CLONE { %asked = (); return }

sub _kernel { return $POE::Kernel::poe_kernel }

sub is_looked_up { return exists $asked{ $_[0] } }

# The function is told what failed, or undef, and the addresses.
sub begin {
    my ($id, $class, $what, $told) = @_;
    require POE::XS::Resolver;
    my $state = "$class($id) -> look up";
    _kernel()->state(
        $state => sub {
            my ($kernel, $error, $addresses)
                = @_[ POE::Session::KERNEL(), POE::Session::ARG0(), POE::Session::ARG1() ];
            $kernel->state($state);
            my $question = delete $asked{$id} or return;
            $question->[2]->(@$addresses) if $question->[2] and @$addresses;
            $told->($error, @$addresses);
        });
    $asked{$id} = [ POE::XS::Resolver->resolve(%$what, event => $state), $state ];
    return;
}

# Somebody else wants to know the addresses, of which the wheel connects to the first, as soon as they are known.
sub share {
    my ($id, $code) = @_;
    $asked{$id}[2] = $code if $asked{$id};
    return;
}

# For the wheel that goes.
sub forget {
    my ($id) = @_;
    my $question = delete $asked{$id} or return;
    my ($number, $state) = @$question;
    my $is_unanswered = POE::XS::Resolver->cancel($number);
    _kernel()->state($state) if $is_unanswered and _kernel()->get_active_session != _kernel();
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::SocketFactory::Name - names that are looked up before a wheel connects

=head1 DESCRIPTION

Behind L<POE::Wheel::SocketFactory>. Programs have no need of it.

=head1 FUNCTIONS

=head2 begin($id, $class, \%what, $code)

Looks up what a wheel with this ID, of this class, wants to connect to, with options of L<POE::XS::Resolver>. The code is
told what failed, or undef, and the addresses.

=head2 forget($id)

Ends it, for a wheel that goes.

=head2 is_looked_up($id)

I<Returns> whether the wheel's name has no answer yet.

=head2 share($id, $code)

The code is told the addresses, before the first is connected to.

=head1 SEE ALSO

L<POE::Wheel::SocketFactory>, L<POE::XS::Resolver>

=cut
