package POE::Kernel::Report;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the kernel's package, where bridges and wheels call them
    POE::Kernel;

use strict;
use warnings;

use Carp ();

# Every line that the kernel says carries the process: forked children share a terminal.
sub _tag {
    my $text = join '', map { defined $_ ? $_ : '' } @_;
    $text =~ s/^/=== $$ === /mg;
    return $text;
}

sub _with_place {
    my ($text) = @_;
    return $text if $text =~ /\n\z/;
    my (undef, $file, $line) = caller 1;
    return "$text at $file line $line\n";
}

# With a trace file, what the Carp family prints goes there.
my $trace_to;

sub _redirected {
    my ($code, @text) = @_;
    return $code->(@text) unless $trace_to;
    local *STDERR = $trace_to;
    return $code->(@text);
}

sub _open_trace_file {
    my ($name) = @_;
    open $trace_to, '>', $name or die "can't open trace file `$name': $!";
    CORE::select((CORE::select($trace_to), $| = 1)[0]);
    return;
}

sub _warn  { warn _with_place(_tag(@_)) }
sub _die   { die _with_place(_tag(@_)) }
sub _carp  { _redirected(\&Carp::carp,  _tag(@_)) }
sub _cluck { _redirected(\&Carp::cluck, _tag(@_)) }

sub _croak {
    local $Carp::CarpLevel = $Carp::CarpLevel + 1;
    return _redirected(\&Carp::croak, _tag(@_));
}

sub _confess { return _redirected(\&Carp::confess, _tag(@_)) }

sub _trap {
    my $advice = _tag(
        "Please address any warnings or errors above this message,\n",
        "and try again. If there are none, or they do not help, then\n",
        "the lines below say what went wrong. The kernel cannot go on\n",
        "from here; what follows shows how the program got here.\n",
    );
    return _redirected(\&Carp::confess, $advice, "---\n", join(' ', @_), "\n-----\n");
}

1;

__END__

=head1 NAME

POE::Kernel::Report - warnings and errors of the kernel

=head1 SYNOPSIS

    use POE;
    POE::Kernel::_warn("something is odd\n");    # === 1234 === something is odd

=head1 DESCRIPTION

POE::Kernel loads this module. It defines the functions by which the kernel, the loop bridges and the
wheels speak: C<_warn>, C<_die>, C<_carp>, C<_cluck>, C<_croak>, C<_confess> and C<_trap> in package
POE::Kernel. Each joins its arguments and puts C<=== PID === > before every line. C<_warn> and
C<_die> add the caller's file and line unless the text ends in a newline. When C<TRACE_FILENAME> is
set, the functions that use L<Carp> print there.

=head1 SEE ALSO

L<POE::Kernel>

=cut
