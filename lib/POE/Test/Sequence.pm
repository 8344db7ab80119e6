package POE::Test::Sequence;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp       ();
use Test::More ();

sub new {
    my ($class, @args) = @_;
    my %arg = @args % 2 ? () : @args;
    Carp::croak('sequence required') unless defined $arg{sequence};
    my @steps = @{ $arg{sequence} };
    return bless { steps => \@steps, count => scalar @steps }, $class;
}

sub next {
    my ($self, $event, $parameter) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $step = shift @{ $self->{steps} } or return _end_of_sequence($event, $parameter);
    my ($wanted_event, $wanted_parameter, $code) = @$step;
    Test::More::note("expecting $wanted_event ($wanted_parameter)");
    Test::More::is_deeply([ $event, $parameter ], [ $wanted_event, $wanted_parameter ]);
    return $code || sub { };
}

# The program is past its script, and would perhaps never come to an end of its own.
sub _end_of_sequence {
    my ($event, $parameter) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    Test::More::fail("Got an unexpected result ($event, $parameter). Time to bye.");
    exit;
}

sub test_count {
    my ($self) = @_;
    return $self->{count};
}

sub create_generic_session {
    my ($self) = @_;
    return POE::Session->create(
        inline_states => {
            _start   => sub { goto $self->next($_[ POE::Session::STATE() ], 0) },
            _default => sub { goto $self->next($_[ POE::Session::ARG0() ], 0) },
        },
    );
}

1;

__END__

=head1 NAME

POE::Test::Sequence - tests that events come in a given order

=head1 SYNOPSIS

    use strict;
    use warnings;
    use Test::More;
    use POE;
    use POE::Test::Sequence;

    my $sequence = POE::Test::Sequence->new(
        sequence => [
            [ _start => 0, sub { $_[KERNEL]->yield('ping') } ],
            [ ping   => 0, sub { $_[KERNEL]->delay(pong => 0.01) } ],
            [ pong   => 0, undef ],
            [ _stop  => 0, undef ],
        ],
    );
    plan tests => $sequence->test_count;
    $sequence->create_generic_session;
    POE::Kernel->run;

=head1 DESCRIPTION

A sequence is a list of I<steps>. Each says which event must come next and what to do then. Every
event that comes is compared with the step whose turn it is, and the comparison is a test of
L<Test::More>.

=head1 METHODS

=head2 create_generic_session()

Makes a L<POE::Session> which passes each of its events to next, with the parameter 0, and goes on
to the code of that step, with the arguments of the handler. All events but C<_start> come by way of
C<_default>, so in such code C<STATE> is C<_default>, and C<ARG0> the name of the event. Returns the
session; do not keep it, or it is not destroyed when it stops. POE must be loaded.

=head2 new(sequence => \@steps)

Makes a sequence. A step is a reference to an array: the name of the event, a parameter that must
come with it, and a code reference or undef. The array is copied, not used up. Dies with
C<sequence required>, blamed on the caller, if there is none.

=head2 next($event, $parameter)

Tests that the event and its parameter, both plain values, are those of the next step, and takes the
step off the list. Returns its code, or a sub that does nothing, so that a handler can say

    goto $sequence->next($_[STATE], $_[ARG0]);

If no step is left the test fails with C<Got an unexpected result (EVENT, PARAMETER). Time to bye.>
and the program exits.

=head2 test_count()

Returns the number of steps in the whole sequence, which is the number of tests.

=head1 DIFFERENCES FROM POE

Test::More need not be loaded before. A step without a third field has no code. Failures are
reported at the line that called next.

=head1 SEE ALSO

L<Test::More>, L<POE::Session>.

=cut
