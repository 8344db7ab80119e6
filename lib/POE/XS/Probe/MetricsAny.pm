package POE::XS::Probe::MetricsAny;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::XS::Probe::JSON qw(data_of);
use POE::XS::Probe::Level;
use POE::XS::Probe::Metrics;
use POE::XS::Probe::Numbers;

our $METRICS;    # Metrics::Any puts its collector there

# The kernel's own: what is known of the process other modules may count, too.
my @families = grep { $_->[0] =~ /\Apoe_/ } POE::XS::Probe::Metrics::families();

my (%before, $said);

sub report {
    my ($class, %option) = @_;
    my $every = exists $option{every} ? delete $option{every} : 10;
    croak qq{POE::XS::Probe::MetricsAny: unknown option "$_"} for sort keys %option;
    croak 'every: a number of seconds above 0'
        if !defined $every
        or $every !~ /\A(?:\d+(?:\.\d*)?|\.\d+)\z/
        or $every <= 0;
    return $said if $said;
    croak 'POE::XS::Probe::MetricsAny: the module Metrics::Any is not installed'
        if !eval { require Metrics::Any; 1 };
    require POE;
    _declare() if !$METRICS;
    return $said = _begin($every);
}

sub _declare {
    Metrics::Any->import_into(__PACKAGE__, '$METRICS');
    for my $family (@families) {
        my ($name, $type, $help, $unit) = @$family;
        my $make = "make_$type";
        $METRICS->$make(
            $name,
            name        => [ split /_/, $name ],
            description => $help,
            length $unit ? (units => $unit) : ());
    }
    return;
}

# Just before somebody reads them, if the adapter can tell; else now and then.
sub _begin {
    my ($every) = @_;
    $METRICS->adapter;
    return '' if !$METRICS;
    POE::XS::Probe::Level::want(__PACKAGE__, 'counts');
    return 'batch' if $METRICS->add_batch_mode_callback(\&_report);
    POE::XS::Look::_in_background(sub {
        POE::Session->create(
            inline_states => {
                _start => sub { $POE::Kernel::poe_kernel->yield('again') },
                again  => sub {
                    _report();
                    $POE::Kernel::poe_kernel->delay(again => $every);
                },
            });
    });
    return 'timer';
}

# Counters are told by how much they have grown.
sub _report {
    my $head = data_of(POE::XS::Look::_head());
    for my $family (@families) {
        my ($name, $type, undef, undef, $key) = @$family;
        my $value = $head->{$key};
        next          if !defined $value;
        $value /= 1e9 if $key =~ /_ns\z/;
        if ($type eq 'gauge') {
            $METRICS->set_gauge_to($name, $value);
        } else {
            my $is_new = !exists $before{$name};
            my $grown  = $value - ($before{$name} || 0);
            $METRICS->inc_counter_by($name, $grown) if $grown > 0 or $is_new;
            $before{$name} = $value;
        }
    }
    return;
}

1;

__END__

=head1 NAME

POE::XS::Probe::MetricsAny - the kernel's numbers through Metrics::Any

=head1 SYNOPSIS

    use POE;
    use Metrics::Any::Adapter 'Prometheus';
    use POE::XS::Probe::MetricsAny;

    POE::XS::Probe::MetricsAny->report;
    POE::Kernel->run;

=head1 DESCRIPTION

L<Metrics::Any> lets a program choose where the numbers of all its modules go. With this the kernel's are among them: sessions,
events, calls, alarms, watched files, and where the loop's time goes, under the names that L<POE::XS::Probe> gives them, which begin
with C<poe_>. None of them has labels. How long handlers take is not there: the kernel has it as histograms, which L<Metrics::Any>
has no way to hand on.

For the other direction, numbers of a program's modules in the text of the probe, see L<POE::XS::Probe::Metrics::Adapter>.

=head1 METHODS

=head2 report(every => SECONDS)

From now on the kernel counts, and tells. Adapters that are read say when that is so, and get the numbers at that moment; to others
they are reported each ten seconds, or C<every> so many. The adapter is the one that is chosen by now. Another call changes nothing.

I<every: a number of seconds above 0>, I<POE::XS::Probe::MetricsAny: unknown option "...">, I<POE::XS::Probe::MetricsAny: the module
Metrics::Any is not installed>.

I<Returns> C<batch> or C<timer>, or an empty string when no adapter wants any numbers.

=for example

    use POE;
    use POE::XS::Probe::MetricsAny;

    eval { POE::XS::Probe::MetricsAny->report(every => 'day') };
    print $@ =~ s/ at .*//sr, "\n";
    POE::Kernel->run;
    # prints: every: a number of seconds above 0

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Probe>, L<Metrics::Any>

=cut
