package POE::XS::Probe::Stuck;

use strict;
use warnings;

our $VERSION = '2.000';

# Handlers that ran for long, and where they were while they did.

use constant { KEPT => 32, FRAMES => 30, ARGUMENT => 80 };

my @kept;

# Called between two statements of the handler, by the watchdog.
sub _found {
    local ($@, $!);
    my @stack   = _stack();
    my $kernel  = $POE::Kernel::poe_kernel;
    my $session = $kernel->get_active_session;
    _keep(
        {
            session => $session->ID, event => $kernel->get_active_event, place => $stack[0]{place},
            stack   => [ map {"$_->{sub} at $_->{place}"} @stack ],
        });
    return;
}

# From the statement that was interrupted outwards. What perl says of a frame is what was called there: the
# statement itself is in what the frame around it called.
sub _stack {
    my @stack;
    for (my $i = 2; @stack < FRAMES and my @frame = caller $i; $i++) {
        my (undef, $file, $line, $sub) = @frame;
        $stack[-1]{sub} = $sub if @stack;
        push @stack, { place => "$file:$line", sub => 'main program' };
    }
    return @stack;
}

sub _keep {
    my ($found) = @_;
    my $key = "$found->{place} $found->{session}";
    my ($known) = grep { $_->{key} eq $key } @kept;
    if ($known) {
        $known->{count}++;
        $known->{last} = POE::XS::steady();
        return;
    }
    shift @kept if @kept >= KEPT;
    push @kept, { %$found, key => $key, count => 1, last => POE::XS::steady() };
    return;
}

# The last of them, the newest first.
sub found {
    my @found = reverse @kept;
    return @found;
}

sub forget { @kept = (); return }

1;

__END__

=head1 NAME

POE::XS::Probe::Stuck - where handlers were while they held up the loop

=head1 DESCRIPTION

Filled by the kernel's watchdog: at most 32 places, each with the calls that led there.

=head1 FUNCTIONS

=head2 forget()

I<Returns> nothing.

=head2 found()

I<Returns> references to hashes: C<session>, C<event>, C<place>, C<stack>, C<count>, C<last>; the newest first.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
