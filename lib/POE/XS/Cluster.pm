package POE::XS::Cluster;

# What poe-cluster does, from the command line to the exit status.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Cluster::Options ();
use POE::XS::Top::Text        ();

use constant { SAID => 0, USAGE => 2 };

sub run {
    my (@arguments) = @_;
    my $status = eval {
        my %option = POE::XS::Cluster::Options::parse(map { _decoded($_) } @arguments);
              $option{help}    ? _help()
            : $option{version} ? _print("poe-cluster $VERSION\n")
            :                    _work(\%option);
    };
    return $status if defined $status;
    complain($@);
    return USAGE;
}

sub _decoded {
    my ($argument) = @_;
    utf8::decode($argument);
    return $argument;
}

sub _help {
    require Pod::Usage;
    Pod::Usage::pod2usage(-exitval => 'NOEXIT', -verbose => 1, -output => \*STDOUT);
    return SAID;
}

sub _print {
    print @_;
    return SAID;
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
    my $text = 'poe-cluster: ' . POE::XS::Top::Text::clean($reason) . "\n";
    utf8::encode($text);
    print {*STDERR} $text;
    return;
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
