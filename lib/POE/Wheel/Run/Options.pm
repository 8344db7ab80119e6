package POE::Wheel::Run::Options;

# What POE::Wheel::Run's constructor is given, checked and completed.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Wheel::Run);

use Carp qw(carp croak);
use POE::Driver::SysRW;
use POE::Filter::Line;

my @NAMES = qw(
    CloseEvent CloseOnCall Conduit ErrorEvent Filter Group NoSetPgrp NoSetSid NoStdin Priority
    Program ProgramArgs ReadStderr ReadStdout RedirectOutput RedirectStderr RedirectStdin RedirectStdout
    StderrDriver StderrEvent StderrFilter StdinDriver StdinEvent StdinFilter StdioDriver StdioFilter
    StdoutDriver StdoutEvent StdoutFilter User Winsize
);
my %KNOWN    = map { $_ => 1 } @NAMES;
my %CONDUITS = map { $_ => 1 } qw(pipe pty pty-pipe socketpair inet);

# Returns the options of a wheel in a hash, under their names.
sub read_all {
    my ($class, @given) = @_;
    croak "$class needs an even number of parameters" if @given & 1;
    croak 'wheels no longer require a kernel reference as their first parameter'
        if @given and ref $given[0] eq 'POE::Kernel';
    croak "$class requires a working Kernel" unless defined $POE::Kernel::poe_kernel;
    my %option = @given;
    _check_program($class, \%option);
    _check_conduit($class, \%option);
    _check_redirections(\%option);
    _check_reads(\%option);
    _check_winsize(\%option);
    _choose_filters(\%option);
    _choose_drivers(\%option);
    _check_identity(\%option, 'User', sub { return scalar getpwnam $_[0] });
    _check_identity(\%option, 'Group', sub { return scalar getgrnam $_[0] });
    _warn_of_unknown($class, \%option);
    return \%option;
}

sub _check_program {
    my ($class, $option) = @_;
    croak "$class needs a Program parameter" unless defined $option->{Program};
    my $args = $option->{ProgramArgs} ||= [];
    croak 'ProgramArgs must be an ARRAY reference' unless ref $args eq 'ARRAY';
    return;
}

sub _check_conduit {
    my ($class, $option) = @_;
    my $conduit = $option->{Conduit};
    $conduit = $option->{Conduit} = 'pipe' unless defined $conduit;
    croak "$class\'s Conduit type ($conduit) is unknown" unless $CONDUITS{$conduit};
    _check_pty() if $conduit =~ /\Apty/;
    return       if $conduit ne 'pty';
    for my $name (qw(StderrEvent StderrFilter ReadStderr)) {
        carp "ignoring $name with pty conduit" if defined delete $option->{$name};
    }
    return;
}

sub _check_pty {
    local $! = 0;
    return if POE::Wheel::Run::PTY_AVAILABLE();
    croak 'IO::Pty is not available', $! ? ": $!" : '';
}

sub _check_redirections {
    my ($option) = @_;
    my %is       = map { $_ => defined $option->{"Redirect$_"} } qw(Stdin Stdout Stderr Output);
    return unless grep {$_} values %is;
    croak 'Redirect* and *Event stdio options are mutually exclusive'
        if $is{Stdin} && defined $option->{StdinEvent}
        or ($is{Stdout} || $is{Output}) && defined $option->{StdoutEvent}
        or ($is{Stderr} || $is{Output}) && defined $option->{StderrEvent};
    croak 'Redirection with pty conduit is unsupported' if $option->{Conduit} =~ /\Apty/;
    return;
}

# What is read by futures goes nowhere else.
sub _check_reads {
    my ($option) = @_;
    for my $name (grep { $option->{"Read$_"} } qw(Stdout Stderr)) {
        my ($other) = grep { defined $option->{$_} } "${name}Event", "Redirect$name",
            'RedirectOutput';
        croak "Read$name and $other are mutually exclusive" if defined $other;
    }
    return;
}

# The caller's array is completed: nine by sixteen pixels a character.
sub _check_winsize {
    my ($option) = @_;
    my $size = $option->{Winsize};
    return unless defined $size;
    if (ref $size eq 'ARRAY' and @$size == 2) {
        push @$size, $size->[1] * 9, $size->[0] * 16;
    }
    my $problem
        = ref $size ne 'ARRAY' || @$size != 4 ? 'winsize must be a 4 element arrayref'
        : $option->{Conduit} !~ /\Apty/ ? 'winsize can only be specified for a Conduit of type pty'
        : !POE::Wheel::Run::TIOCSWINSZ_AVAILABLE()
        ? 'winsize only works when IO::Tty::TIOCSWINSZ is'
        : return;
    delete $option->{Winsize};
    carp $problem;
    return;
}

# The deprecated Filter stands for StdioFilter.
sub _choose_filters {
    my ($option) = @_;
    if (defined(my $filter = delete $option->{Filter})) {
        croak 'Filter and StdioFilter cannot be used together' if defined $option->{StdioFilter};
        croak 'Replace deprecated Filter with StdioFilter and StderrFilter'
            if defined $option->{StderrEvent} and !defined $option->{StderrFilter};
        carp 'Filter is deprecated.  Please try StdioFilter and/or StderrFilter';
        $option->{StdioFilter} = $filter;
    }
    _share($option, 'Filter', sub { return POE::Filter::Line->new(Literal => "\n") });
    return;
}

sub _choose_drivers {
    my ($option) = @_;
    _share($option, 'Driver', sub { return POE::Driver::SysRW->new });
    return;
}

# Standard input and output have one object together unless they were given others.
sub _share {
    my ($option, $kind, $make) = @_;
    my $both = delete $option->{"Stdio$kind"};
    for my $name ("Stdin$kind", "Stdout$kind") {
        next if defined $option->{$name};
        $option->{$name} = $both = defined $both ? $both : $make->();
    }
    $option->{"Stderr$kind"} = $make->() unless defined $option->{"Stderr$kind"};
    return;
}

# A number is what it is; a name is looked up now, as perl would take an unknown one for zero, which is
# the superuser. A group may be a list of numbers, as $) may.
sub _check_identity {
    my ($option, $kind, $look_up) = @_;
    my $who = $option->{$kind};
    return if !defined $who or $who     =~ /\A\s*\d+\s*\z/;
    return if $kind eq 'Group' and $who =~ /\A\s*\d+(?:\s+\d+)*\s*\z/;
    my $number = $look_up->($who);
    croak "$kind ($who) is unknown" unless defined $number;
    $option->{$kind} = $number;
    return;
}

sub _warn_of_unknown {
    my ($class, $option) = @_;
    my @unknown = sort grep { !$KNOWN{$_} } keys %$option;
    carp "unknown parameters in $class constructor call: ", join ', ', @unknown if @unknown;
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::Run::Options - what a wheel that runs a process is given

=head1 DESCRIPTION

A part of L<POE::Wheel::Run>, not for programs. It checks the parameters of the constructor, and completes
them with filters and drivers.

=head1 FUNCTIONS

=head2 read_all($class, NAME => value, ...)

I<Returns> a reference to a hash of the parameters. It dies and warns as the manual of the wheel says,
at the line of the caller of the constructor.

=head1 SEE ALSO

L<POE::Wheel::Run>

=cut
