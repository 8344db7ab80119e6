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
sub _carp  { _redirected(\&Carp::carp, _tag(@_)) }
sub _cluck { _redirected(\&Carp::cluck, _tag(@_)) }

sub _croak {
    local $Carp::CarpLevel = $Carp::CarpLevel + 1;
    return _redirected(\&Carp::croak, _tag(@_));
}

# The first line names the program's line, not the one in here or in the check that found the fault.
sub _confess {
    local @Carp::Internal{ __PACKAGE__, 'POE::Kernel::Checks' } = (1, 1);
    return _redirected(\&Carp::confess, _tag(@_));
}

sub _trap {
    my $advice = _tag(
        "Please address any warnings or errors above this message,\n",
        "and try again. If there are none, or they do not help, then\n",
        "the lines below say what went wrong. The kernel cannot go on\n",
        "from here; what follows shows how the program got here.\n",
    );
    return _redirected(\&Carp::confess, $advice, "---\n", join(' ', @_), "\n-----\n");
}

# Why a method is about to return what means an error. Most programs look at that; those that ask for
# assertions or traces are told here.
sub _explain_return {
    my ($self, $text) = @_;
    _confess("<rv> $text") if ASSERT_RETVALS();
    _carp("<rv> $text")    if TRACE_RETVALS();
    return;
}

sub _explain_usage {
    my ($self, $text) = @_;
    _confess("<us> $text") if ASSERT_USAGE();
    return $self->_explain_return($text);
}

sub _explain_resolve_failure {
    my ($self, $what, $is_harmless) = @_;
    $what = '' unless defined $what;
    _trap("<dt> Cannot resolve ``$what'' into a session reference")
        if ASSERT_DATA()
        and !$is_harmless;
    $! = ESRCH();
    _carp("<rv> session not resolved: $!") if ASSERT_RETVALS() or TRACE_RETVALS();
    return;
}

1;

__END__

=head1 NAME

POE::Kernel::Report - warnings and errors of the kernel

=head1 SYNOPSIS

=for example

    use POE;
    local $SIG{__WARN__} = sub { print @_ };
    POE::Kernel::_warn("something is odd\n");
    # prints: === ... === something is odd

=head1 DESCRIPTION

POE::Kernel loads this module. It defines the functions by which the kernel, the loop bridges and
the wheels speak. Each joins its arguments and puts C<=== PID === > before every line: processes
that were forked share a terminal.

They call C<warn>, C<die> and the functions of L<Carp>, so C<$SIG{__WARN__}> and C<$SIG{__DIE__}>
see the texts. When C<TRACE_FILENAME> is set, those that use Carp print to that file what they
print.

=head1 FUNCTIONS

All are plain functions of package POE::Kernel.

=head2 _carp(@text), _cluck(@text)

Warn in the name of the caller, or with a stack trace.

=head2 _croak(@text), _confess(@text)

Die in the name of the caller, or with a stack trace. The trace begins at the program's line that
called the kernel.

=head2 _die(@text), _warn(@text)

Die, or warn, with the caller's file and line added unless the text ends in a newline.

=head2 $kernel->_explain_return($text), $kernel->_explain_usage($text), $kernel->_explain_resolve_failure($what)

Methods that say why a call is about to fail, if C<ASSERT_RETVALS>, C<ASSERT_USAGE>, C<ASSERT_DATA>
or C<TRACE_RETVALS> is on. The last also sets C<$!> to C<ESRCH>.

=head2 _trap(@text)

Dies with a stack trace because the kernel's data are not as they must be. Some lines of advice go
before the text, which stands between two rules.

=head1 SEE ALSO

L<POE::Kernel>

=cut
