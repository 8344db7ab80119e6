package POE;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp                 ();
use POE::Resource::Clock qw(monotime time walltime sleep mono2wall wall2mono);

my $is_loop    = qr/^(?:XS::)?Loop::/;
my $is_session = qr/^(?:Session|NFA)\z/;

sub import {
    my (undef, @items) = @_;
    my $caller = caller;

    my @loops    = grep { $_ =~ $is_loop } @items;
    my @sessions = grep { $_ =~ $is_session } @items;
    Carp::croak("can't use multiple event loops at once")                 if @loops > 1;
    Carp::croak('POE::Session and POE::NFA export conflicting constants') if @sessions > 1;

    my @names  = ('Kernel', @sessions ? @sessions : 'Session', _plain_modules(@items));
    my %suffix = @loops ? (Kernel => " { loop => '$loops[0]' }") : ();
    my @failed = grep { !_use_into($caller, "POE::$_" . ($suffix{$_} // '')) } @names;
    Carp::croak("could not import qw(@failed)") if @failed;
    return;
}

# What is left of the list once the loop, the session class and the kernel have been taken out.
sub _plain_modules {
    return grep { $_ ne 'Kernel' and $_ !~ $is_session and $_ !~ $is_loop } @_;
}

# A string eval, because each module must export into the package that said "use POE".
# One that fails does not keep the others from loading.
sub _use_into {
    my ($package, $what) = @_;
    return 1 if eval "package $package; use $what; 1";    ## no critic (StringyEval)
    warn $@;
    return;
}

1;

__END__

=head1 NAME

POE - event-driven sessions, timers, sockets and processes for Perl

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield(count => 3) },
            count  => sub {
                my ($kernel, $left) = @_[KERNEL, ARG0];
                print "$left\n";
                $kernel->delay(count => 0.1, $left - 1) if $left > 1;
            },
        },
    );

    POE::Kernel->run;

=head1 DESCRIPTION

POE lets one process do many things by turns. Work is cut into I<handlers>, short subs that
never wait. Handlers that belong together form a I<session>, with a private store called the heap.
The I<kernel> keeps a queue of I<events> and calls the handler that each of them names: when its
turn in the queue comes, when its time has come, when a file is ready, when a signal arrives or a
child process has ended.

This distribution, POE-XS, has the kernel written in C. The packages and their methods are those
that POE programs have always used.

The parts, from the ground up:

=over 4

=item Kernel and sessions

L<POE::Kernel> has the queue, the timers and the watchers; its manual is the place to start.
L<POE::Session> is the usual kind of session, L<POE::NFA> one whose handlers change with its state.

=item Wheels, filters and drivers

A wheel, such as L<POE::Wheel::ReadWrite>, adds a ready-made job to a session by way of a few
handlers. A filter, such as L<POE::Filter::Line>, turns bytes into records and back. A driver,
L<POE::Driver::SysRW>, does the reading and writing.

=item Components

Packages under C<POE::Component> are whole services with sessions of their own;
L<POE::Component::Server::TCP> is one.

=item Event loops

L<POE::Loop> is the manual for those who want another event loop under the kernel.

=back

=head1 IMPORTING

    use POE qw(Wheel::ReadWrite Filter::Line Component::Server::TCP);

C<use POE> loads L<POE::Kernel> and L<POE::Session>, and then each module that the list names, with
C<POE::> put in front. Each is loaded by a C<use> in the package of the caller, so what these
modules export by default is exported to the caller. No import list is given to them.

Three kinds of item are special:

=over 4

=item C<Loop::NAME>, C<XS::Loop::NAME>

picks the event loop: C<use POE qw(Loop::Select)> is C<< use POE::Kernel { loop => 'Loop::Select' }
>>.

=item C<NFA>

loads L<POE::NFA> in place of POE::Session. The two export constants of the same names, so a package
can have only one of them.

=item C<Kernel>, C<Session>

are always loaded, so naming them changes nothing.

=back

C<use POE ()> loads none of them.

Errors, all blamed on the caller:

=over 4

=item C<can't use multiple event loops at once>

More than one loop was named. Nothing has been loaded.

=item C<POE::Session and POE::NFA export conflicting constants>

Both were named, or one of them twice. Nothing has been loaded.

=item C<could not import qw(A B)>

The modules POE::A and POE::B could not be loaded. The reason for each has been given by C<warn>,
and all the others are loaded.

=back

=head1 FUNCTIONS

The package has the six clock functions C<monotime>, C<walltime>, C<time>, C<sleep>, C<mono2wall>
and C<wall2mono>, to be called as C<POE::time()> and so on. They are described in
L<POE::Resource::Clock>.

=head2 POE::monotime()

The time, in seconds with a fraction, on the clock that orders the queue.

=head2 POE::mono2wall($seconds)

Wall time for a time of the queue's clock.

=head2 POE::sleep($seconds)

Sleeps, which stops every session: for programs without a running kernel. Returns the seconds slept.

=head2 POE::time()

The same as C<POE::walltime()>.

=head2 POE::wall2mono($seconds)

Time of the queue's clock for a wall time.

=head2 POE::walltime()

The time of day in seconds since the epoch, with a fraction.

=head1 DIFFERENCES FROM POE

The version is 2.000. Loading POE with an empty list loads only Carp and the clock.

=head1 SEE ALSO

L<POE::Kernel>, L<POE::Session>, L<POE::NFA>, L<POE::Wheel>, L<POE::Filter>, L<POE::Driver>,
L<POE::Component>, L<POE::Loop>, L<POE::Queue>, L<POE::Test::Sequence>.

=cut
