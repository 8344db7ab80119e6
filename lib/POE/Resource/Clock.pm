package POE::Resource::Clock;

use strict;
use warnings;

our $VERSION = '2.000';

use Exporter    ();
use Time::HiRes ();

our @EXPORT_OK = qw(monotime sleep walltime wall2mono mono2wall time);

# Fields of a clock event and the name of its handler, kept for code that names them.
sub CLK_TIMEOUT () {0}
sub CLK_SKEW ()    {1}
sub CLK_EN_READ () {'rt-lock-read'}

# Aliases, not wrappers: a program that asks for the time pays for one call.
BEGIN {
    no warnings 'once';
    *import   = \&Exporter::import;
    *walltime = \&Time::HiRes::time;
    *monotime = \&Time::HiRes::time;
    *time     = \&Time::HiRes::time;
    *sleep    = \&Time::HiRes::sleep;
}

sub wall2mono { return $_[0] }

sub mono2wall { return $_[0] }

1;

__END__

=head1 NAME

POE::Resource::Clock - the clocks of POE programs

=head1 SYNOPSIS

    use POE::Resource::Clock qw(monotime walltime sleep wall2mono mono2wall);

    my $begin = monotime();
    sleep(0.05);
    printf "slept %.3f s, it is %s\n", monotime() - $begin, scalar localtime walltime();

=head1 DESCRIPTION

The kernel orders its queue by a time which programs meet in a few places: the result of
C<get_next_event_time> in L<POE::Kernel>, the priorities of queued items, and the time that is given
to a loop bridge (see L<POE::Loop>). That time is called I<monotime> here, and the time of day
I<walltime>. In this build both are seconds since the epoch with a fraction, so that bridges may
compare monotime with C<time>.

The functions are exported only on request. C<time> and C<sleep> stand in for Perl's own in a
package that imports them.

=head1 FUNCTIONS

=head2 mono2wall($monotime)

Takes and returns seconds: the wall time of that moment of the queue's clock.

=head2 monotime()

Returns the present time of the queue's clock in seconds, with a fraction.

=head2 sleep($seconds)

Sleeps for so many seconds, which may have a fraction, or until a signal comes. Returns the seconds
slept. Dies if the number is negative. Nothing else in the program runs meanwhile, so handlers use
C<delay> of L<POE::Kernel> instead.

=head2 time()

The same as walltime.

=head2 wall2mono($walltime)

Takes and returns seconds: the time on the queue's clock of that wall time.

=head2 walltime()

Returns the time of day in seconds since the epoch, with a fraction.

=head1 CONSTANTS

C<CLK_TIMEOUT> (0), C<CLK_SKEW> (1) and C<CLK_EN_READ> (C<rt-lock-read>) are not exported and have
no further use.

=head1 DIFFERENCES FROM POE

The clock is always Time::HiRes. L<POSIX::RT::Clock> is not used when it is installed, and the
settings C<POE_USE_POSIXRT>, C<POE_USE_STATIC_EPOCH>, C<POE_USE_EXACT_EPOCH>, C<POE_USE_HIRES> and
C<POE_CLOCK_SIGNAL> change nothing. The package has no functions but those above.

=head1 SEE ALSO

L<POE::Kernel>, L<Time::HiRes>.

=cut
