package POE::XS::Cluster;

# What poe-cluster does, from the command line to the exit status.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Cluster::Options ();
use POE::XS::CommandLine      ();
use POE::XS::Top::Text        ();

sub run {
    my (@arguments) = @_;
    my %command = (
        name  => 'poe-cluster', version => $VERSION,
        parse => \&POE::XS::Cluster::Options::parse,
        work  => \&_work, complain => \&complain,
    );
    return POE::XS::CommandLine::run(\%command, @arguments);
}

# Arguments are looked at before a kernel is loaded.
sub _work {
    my ($option) = @_;
    require POE::XS::Cluster::Connection;
    local $SIG{PIPE} = 'DEFAULT';
    local $| = 1;
    return POE::XS::Cluster::Connection->new($option)->run;
}

# What others say is data, and nothing of it is obeyed.
sub complain {
    my ($reason) = @_;
    chomp $reason;
    return POE::XS::CommandLine::complain('poe-cluster', POE::XS::Top::Text::clean($reason) . "\n");
}

1;

__END__

=head1 NAME

POE::XS::Cluster - a look at kernels that are joined, and a word with them

=head1 SYNOPSIS

    use POE::XS::Cluster;

    exit POE::XS::Cluster::run(@ARGV);

=head1 DESCRIPTION

The program L<poe-cluster> joins kernels for a moment, by any wire of L<POE::Component::IKC>, and asks something. This module is
that program without its first line. Its parts:

=over 4

=item L<POE::XS::Cluster::Options>

the command line

=item L<POE::XS::Cluster::Connection>

joining, and the end

=item L<POE::XS::Cluster::Commands>, L<POE::XS::Cluster::Bench>

what is asked

=item L<POE::XS::Cluster::Output>

what is said, for people and for scripts

=back

=head1 FUNCTIONS

=head2 complain($reason)

Writes to standard error what is wrong.

=head2 run(@arguments)

Does what L<poe-cluster> does with these arguments. I<Returns> the exit status.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<poe-cluster>, L<POE::Component::IKC>

=cut
