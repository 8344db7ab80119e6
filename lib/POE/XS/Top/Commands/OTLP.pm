package POE::XS::Top::Commands::OTLP;

# poe-top trace, for collectors

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Commands::Trace ();
use POE::XS::Top::Filter          ();
use POE::XS::Top::Numbers         ();
use POE::XS::Trace::OTLP          ();
use POE::XS::Trace::Post          ();

use constant { BATCH => 512, PATIENCE => 10 };

# How many spans there were.
sub run {
    my ($option, $source, $answer) = @_;
    my @spans    = _spans($option, $source, $answer);
    my @resource = _resource($source->hello);
    if (defined $option->{otlp}) {
        _send($option->{otlp}, \@spans, @resource);
    } else {
        POE::XS::Top::Commands::write_out(
            $option,
            POE::XS::Trace::OTLP::request(\@spans, @resource) . "\n"
        );
    }
    return scalar @spans;
}

sub _spans {
    my ($option, $source, $answer) = @_;
    my @rows  = grep { ref eq 'ARRAY' } @{ ref $answer->{rows} eq 'ARRAY' ? $answer->{rows} : [] };
    my @times = map  { POE::XS::Top::Numbers::number($answer->{$_}) } qw(ticks_ns wall);
    die "the program does not say by which IDs its traces are known\n"
        if @times < 2 || grep { @$_ < 13 } @rows;
    my $looks = defined $option->{event} ? POE::XS::Top::Filter::of($option->{event}) : undef;
    my $clock = POE::XS::Trace::OTLP::clock(@times);
    my $names = POE::XS::Top::Commands::Trace::names($source);
    return map { POE::XS::Trace::OTLP::span($_, $clock, $names) }
        grep { !$looks || $looks->({ name => $_->[7] }) } @rows;
}

sub _resource {
    my ($hello) = @_;
    my $program = ref $hello->{program} ? undef : $hello->{program};
    return (
        'service.name'          => $ENV{OTEL_SERVICE_NAME} // ($program // 'POE') =~ s{.*/}{}sr,
        'process.pid'           => $hello->{pid},
        'telemetry.sdk.name'    => 'poe-xs', 'telemetry.sdk.language' => 'perl',
        'telemetry.sdk.version' => $VERSION,
    );
}

sub _send {
    my ($url, $spans, @resource) = @_;
    my $target = eval { POE::XS::Trace::Post::target($url) } or die "--otlp: $@";
    my @left   = @$spans;
    while (my @batch = splice @left, 0, BATCH) {
        my $body   = POE::XS::Trace::OTLP::request(\@batch, @resource);
        my $result = POE::XS::Trace::Post->new($target, {}, $body)->finish(PATIENCE);
        my $status = $result->{status} // 0;
        next if $status >= 200 && $status < 300;
        die "--otlp: $url: ", $status ? "HTTP status $status" : $result->{error}, "\n";
    }
    return;
}

1;

__END__

=head1 NAME

POE::XS::Top::Commands::OTLP - poe-top trace, for collectors

=head1 DESCRIPTION

What C<--otlp> and C<--format otlp> do, see L<poe-top>. A collector is asked for each 512 spans, and has ten seconds to answer.

=head1 FUNCTIONS

=head2 run(\%option, $source, \%answer)

Sends the rows of an answer, or writes them. Dies with what is wrong. I<Returns> how many spans there were.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Commands::Trace>, L<POE::XS::Trace>, L<poe-top>

=cut
