package POE::XS::Probe::Level;

use strict;
use warnings;

our $VERSION = '2.000';

# How much is measured, and how many handlers are recorded, while several want different things of it.

use List::Util qw(max);

my @LEVELS = qw(off counts times trace);
my %number = map { $LEVELS[$_] => $_ } 0 .. $#LEVELS;

my (%level, %kept, $before);
my $recorded = 0;

# A new thread has a kernel of its own, of which nobody wants anything.
sub CLONE {
    %level    = %kept = ();
    $recorded = 0;
    return;
}

# The program's own level is what it was before the first came, and what it will be after the last.
sub want {
    my ($who, $level) = @_;
    return                        if !defined $level and !exists $level{$who};
    $before = POE::XS::measures() if !%level;
    delete $level{$who};
    $level{$who} = $number{$level} if defined $level;
    POE::XS::measure($LEVELS[ max($number{$before}, values %level) ]);
    return;
}

# What is there is not given up for less room: somebody may still want to read it.
sub keep {
    my ($who, $count) = @_;
    delete $kept{$who};
    $kept{$who} = $count if $count;
    my $most = max(0, values %kept);
    return if $most and $most <= $recorded;
    POE::XS::Look::_keep_trace($recorded = $most);
    return;
}

1;

__END__

=head1 NAME

POE::XS::Probe::Level - how much is measured, while several ask for it

=head1 SYNOPSIS

=for example

    use POE;
    use POE::XS::Probe::Level;

    POE::XS::Probe::Level::want(viewer   => 'times');
    POE::XS::Probe::Level::want(exporter => 'trace');
    POE::XS::Probe::Level::want(viewer   => undef);
    print POE::XS::measures(), "\n";
    POE::XS::Probe::Level::want(exporter => undef);
    print POE::XS::measures(), "\n";
    # prints:
    #   trace
    #   off
    POE::Kernel->run;

=head1 DESCRIPTION

The probe, its page and exporters of traces come and go one by one, and each takes along no more than it asked for.

=head1 FUNCTIONS

=head2 keep($who, $count)

So many records of handlers are kept at least, as long as anybody wants some; 0 when this one does not any more. I<Returns>
nothing.

=head2 CLONE()

What perl calls in a new thread.

=head2 want($who, $level)

C<counts>, C<times> or C<trace>, at least; undef when this one wants nothing any more. I<Returns> nothing.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
