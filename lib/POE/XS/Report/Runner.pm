package POE::XS::Report::Runner;

# Runs the tests of a plan, several at a time. A file that bails out ends itself and not the others: the report is to
# say as much as it can.

use strict;
use warnings;

our $VERSION = '2.000';

use TAP::Parser              ();
use TAP::Parser::Multiplexer ();

use POE::XS::Report::Limit   ();
use POE::XS::Report::Outcome ();

use constant OUTPUT_LIMIT => 8 * 1024 * 1024;

sub run {
    my ($plan, %option) = @_;
    local %ENV = (%ENV, _environment($plan, $option{backend}));
    my $files   = TAP::Parser::Multiplexer->new;
    my @waiting = @{ $plan->{tests} };
    my @outcomes;
    while (1) {
        _start($files, shift @waiting, $plan, \%option)
            while @waiting && $files->parsers < $option{jobs};
        my ($parser, $outcome, $result) = $files->next or last;
        if (defined $result) { $outcome->line($result); next }
        push @outcomes, $outcome->of($parser);
        $option{on_outcome}->($outcomes[-1], scalar @outcomes, scalar @{ $plan->{tests} });
    }
    return [ sort { $a->{name} cmp $b->{name} } @outcomes ];
}

sub _environment {
    my ($plan, $backend) = @_;
    my @library = (@{ $plan->{library} }, grep { !ref } @INC);
    return (
        PERL5LIB       => join(':', @library),
        HARNESS_ACTIVE => 1,
        defined $backend ? (POE_EVENT_LOOP => $backend) : (),
    );
}

sub _start {
    my ($files, $test, $plan, $option) = @_;
    my %limit
        = (seconds => $option->{limit}, octets => OUTPUT_LIMIT, folder => $plan->{folder});
    my @command = POE::XS::Report::Limit::command(\%limit, @{ $test->{command} });
    my $parser  = TAP::Parser->new({ exec => \@command });
    $files->add($parser, POE::XS::Report::Outcome->new($test->{name}));
    return;
}

1;

__END__

=head1 NAME

POE::XS::Report::Runner - runs the tests of a report

=head1 SYNOPSIS

    use POE::XS::Report::Plan;
    use POE::XS::Report::Runner;

    my $outcomes = POE::XS::Report::Runner::run(
        POE::XS::Report::Plan::of('t'),
        jobs => 2, limit => 300, on_outcome => sub { print "$_[0]{name}: $_[0]{result}\n" },
    );

=head1 DESCRIPTION

Each file of tests runs in a process group of its own, below L<POE::XS::Report::Limit>, and its output is read by
L<TAP::Parser>. The harness above that, L<TAP::Harness>, is not used: it ends everything when one file bails out.

=head1 FUNCTIONS

=head2 run($plan, NAME => VALUE, ...)

Takes what L<POE::XS::Report::Plan/of> returned, how many C<jobs> to run at once, the C<limit> in seconds for a file,
C<on_outcome>, which is called with the outcome of each file that has ended, how many that makes, and how many
there are, and the C<backend>, if any: the value of C<POE_EVENT_LOOP>. Output is limited to eight million octets a file.

I<Returns> a reference to an array of what L<POE::XS::Report::Outcome/of> returned, by name.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<TAP::Parser>, L<TAP::Parser::Multiplexer>

=cut
