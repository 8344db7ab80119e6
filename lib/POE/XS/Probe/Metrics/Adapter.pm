package POE::XS::Probe::Metrics::Adapter;

use strict;
use warnings;

our $VERSION = '2.000';

# What the program's modules report through Metrics::Any, as more families of the probe's text.

use Scalar::Util qw(weaken);

use POE::XS::Probe::Metrics;

our @ISA;

BEGIN {
    eval { require Metrics::Any::AdapterBase::Stored; 1 }
        or die "POE::XS::Probe::Metrics::Adapter: the module Metrics::Any is not installed\n";
    @ISA = ('Metrics::Any::AdapterBase::Stored');

    # The name by which a program asks for it.
    @Metrics::Any::Adapter::POE::XS::Probe::ISA = (__PACKAGE__);
}

# Sets of labels that one metric may have; further ones are counted together.
use constant SETS_MOST => 1000;

my $made = 0;
my @adapters;
POE::XS::Probe::Metrics::add(\&_pieces);

sub new {
    my ($class, @arguments) = @_;
    my $self = $class->SUPER::new(@arguments);
    push @adapters, $self;
    weaken($adapters[-1]);
    return $self;
}

# ---- what is reported ----

sub _make {
    my ($self, $type, $handle, %more) = @_;
    $self->SUPER::_make($type, $handle, %more);
    @{ $self->{$handle} }{qw(help units)} = @more{qw(description units)};
    $self->{$handle}{units}  = 'seconds' if $type eq 'timer';
    $self->{$handle}{number} = ++$made;
    return;
}

# Labels as they are written.
sub _labelset {
    my ($self, $handle, @values) = @_;
    my $metric = $self->{$handle};
    my $labels = $metric->{labels} or return '';
    my $set    = _labels($labels, @values);
    return $set if exists $metric->{values}{$set} or keys %{ $metric->{values} } < SETS_MOST;
    return _labels($labels, ('other') x @$labels);
}

sub _labels {
    my ($labels, @values) = @_;
    return join ',', map {
              _name($labels->[$_], '') . '="'
            . POE::XS::Probe::Metrics::_label(defined $values[$_] ? "$values[$_]" : '') . '"'
    } 0 .. $#$labels;
}

# Sum and count.
sub store_distribution { return [ ($_[1] ? $_[1][0] : 0) + $_[2], ($_[1] ? $_[1][1] : 0) + 1 ] }
sub store_timer        { return store_distribution(@_) }

# ---- and told ----

sub _name {
    my ($text, $also) = @_;
    $text =~ s/[^A-Za-z0-9_$also]/_/g;
    $text =~ s/\A(?=[0-9_])/x/;
    return $text;
}

# As families are called: each by its unit, counters without their ending.
sub _family_name {
    my ($metric) = @_;
    my $name     = _name($metric->{name}, ':');
    my $units    = $metric->{units};
    $units = defined $units && length $units ? _name($units, '') : undef;
    $name =~ s/_total\z// if $metric->{type} eq 'counter';
    $name .= "_$units" if $units and $name !~ /_$units\z/;
    return ($name, $units);
}

my %type = (counter => 'counter', gauge => 'gauge', distribution => 'summary', timer => 'summary');

# A name that the kernel, or another module, has is not taken a second time.
sub _pieces {
    my ($is_open) = @_;
    my (@pieces, %seen);
    for my $self (grep {defined} @adapters) {
        $_->() for @{ $self->{"\0batch_callbacks"} || [] };
        my @handles = grep { !/\A(?:\0|POE::XS::Probe::)/ } keys %$self;
        for my $metric (sort { $a->{number} <=> $b->{number} } @$self{@handles}) {
            my ($name) = _family_name($metric);
            next if $name =~ /\A(?:poe|process)_/ or $seen{$name}++ or !%{ $metric->{values} };
            push @pieces, sub { return _family($metric, $is_open) };
        }
    }
    return @pieces;
}

sub _family {
    my ($metric, $is_open) = @_;
    my ($name, $units)     = _family_name($metric);
    my $type = $type{ $metric->{type} };
    my $help = defined $metric->{help} ? $metric->{help} : 'Reported by a module of the program.';
    utf8::encode($help);
    $help =~ s/(\\)/\\$1/g;
    $help =~ s/"/\\"/g if $is_open;
    $help =~ s/\n/\\n/g;
    return POE::XS::Probe::Metrics::_meta($name, $type, $help, $units, $is_open) . join '',
        map { _samples($name, $type, $_, $metric->{values}{$_}) } sort keys %{ $metric->{values} };
}

sub _samples {
    my ($name, $type, $set, $value) = @_;
    my $labels = length $set ? "{$set}" : '';
    return "${name}_total$labels " . _number($value) . "\n" if $type eq 'counter';
    return "$name$labels " . _number($value) . "\n"         if $type eq 'gauge';
    return "${name}_sum$labels " . _number($value->[0]) . "\n${name}_count$labels $value->[1]\n";
}

sub _number {
    my ($value) = @_;
    return 'NaN'  if $value != $value;
    return '+Inf' if $value == 9**9**9;
    return '-Inf' if $value == -9**9**9;
    return $value =~ /\A-?[0-9]{1,15}\z/ ? "$value" : POE::XS::Probe::Metrics::_seconds($value);
}

1;

__END__

=head1 NAME

POE::XS::Probe::Metrics::Adapter - numbers of a program's modules in the text of its probe

=head1 SYNOPSIS

    use POE;
    use POE::XS::Probe;
    use POE::XS::Probe::Metrics::Adapter;
    use Metrics::Any::Adapter 'POE::XS::Probe';

    POE::Kernel->run;

    $ poe-top PID metrics

=head1 DESCRIPTION

What modules report through L<Metrics::Any> appears among the kernel's own numbers: in C<poe-top metrics>, and on the page
F</metrics>. The adapter is known by the name C<POE::XS::Probe> once this module is loaded; dies with I<POE::XS::Probe::Metrics::Adapter: the
module Metrics::Any is not installed>.

Counters and gauges are what they are, distributions and timers summaries, of a sum and a count. A name ends in its unit, a counter
in C<_total>; signs that Prometheus does not allow in names become underscores. A metric has 1,000 sets of labels at most, further ones are counted
together, as C<other>. What begins with C<poe_> or C<process_>, and names that another module has already, are left out.

=head1 METHODS

Beside those of L<Metrics::Any::AdapterBase::Stored>, which modules do not call themselves:

=head2 new()

I<Returns> an adapter.

=head2 store_distribution($before, $value), store_timer($before, $value)

I<Returns> sum and count with one value more.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Probe>, L<POE::XS::Probe::MetricsAny>, L<Metrics::Any>

=cut
