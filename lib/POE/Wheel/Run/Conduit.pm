package POE::Wheel::Run::Conduit;

# The handles between a wheel and its process. A conduit is a hash:
#   ours     the wheel's ends of standard input, output and error; undef where there is none
#   sources  what the process gets for them: the number of a descriptor that it inherits, a reference
#            to the error number of a file that could not be opened, or one of the constants below
#   theirs   the handles that are the process's alone, to be closed once it has started
#   pty      the pseudo-terminal, if there is one

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Wheel::Run);

use Carp qw(croak);
use POE::Pipe::OneWay;
use Scalar::Util ();

# The parent's own; the pseudo-terminal; the same as standard output.
sub INHERITED () {-1}
sub TERMINAL ()  {-2}
sub OUTPUT ()    {-3}

# Programs must not inherit the ends of other wheels' pipes, whatever $^F says.
sub create {
    my ($option) = @_;
    my $conduit = { ours => [], sources => [ (INHERITED) x 3 ], theirs => [] };
    local $^F = 2;
    return _with_pty($conduit, $option) if $option->{Conduit} =~ /\Apty/;
    _take_input($conduit, $option);
    _take_output($conduit, $option);
    _take_error($conduit, $option);
    return $conduit;
}

sub _with_pty {
    my ($conduit, $option) = @_;
    my $pty = $conduit->{pty} = IO::Pty->new or croak "could not create a pty: $!";
    $conduit->{ours} = [ $pty, $pty ];
    @{ $conduit->{sources} } = (TERMINAL) x 3;
    _pipe_from($conduit, 2) if $option->{Conduit} eq 'pty-pipe';
    return $conduit;
}

sub _take_input {
    my ($conduit, $option) = @_;
    if (defined $option->{RedirectStdin}) {
        _redirect($conduit, 0, $option->{RedirectStdin});
    } elsif (!$option->{NoStdin} or defined $option->{StdinEvent}) {
        _pipe_to($conduit);
    }
    return;
}

sub _take_output {
    my ($conduit, $option) = @_;
    my ($redirect) = grep {defined} @$option{qw(RedirectOutput RedirectStdout)};
    if (defined $redirect) {
        _redirect($conduit, 1, $redirect);
    } elsif (defined $option->{StdoutEvent} or $option->{ReadStdout}) {
        _pipe_from($conduit, 1);
    }
    return;
}

sub _take_error {
    my ($conduit, $option) = @_;
    if (defined $option->{RedirectOutput}) {
        $conduit->{sources}[2] = OUTPUT;
    } elsif (defined $option->{RedirectStderr}) {
        _redirect($conduit, 2, $option->{RedirectStderr});
    } elsif (defined $option->{StderrEvent} or $option->{ReadStderr}) {
        _pipe_from($conduit, 2);
    }
    return;
}

sub _pipe_to {
    my ($conduit) = @_;
    my ($reader, $writer) = POE::Pipe::OneWay->new;
    croak "could not create stdin pipe: $!" unless $writer;
    $conduit->{ours}[0]    = $writer;
    $conduit->{sources}[0] = fileno $reader;
    push @{ $conduit->{theirs} }, $reader;
    return;
}

sub _pipe_from {
    my ($conduit, $stream) = @_;
    my ($reader, $writer)  = POE::Pipe::OneWay->new;
    croak 'could not create ', (qw(stdin stdout stderr))[$stream], " pipe: $!" unless $writer;
    $conduit->{ours}[$stream]    = $reader;
    $conduit->{sources}[$stream] = fileno $writer;
    push @{ $conduit->{theirs} }, $writer;
    return;
}

# A file is opened here and now: that the process may not do so as another user does not matter.
sub _redirect {
    my ($conduit, $stream, $to) = @_;
    return $conduit->{sources}[$stream] = _descriptor_of($to)
        if ref $to
        or ref \$to eq 'GLOB';
    if (open my $file, $stream ? '>' : '<', $to) {
        $conduit->{sources}[$stream] = fileno $file;
        push @{ $conduit->{theirs} }, $file;
    } else {
        $conduit->{sources}[$stream] = \(0 + $!);
    }
    return;
}

sub _descriptor_of {
    my ($handle) = @_;
    croak "Bad file specifier '$handle'" unless _is_handle($handle);
    my $fd = fileno $handle;
    croak 'Bad filehandle: ', _name_of($handle) unless defined $fd and $fd >= 0;
    return $fd;
}

sub _is_handle {
    my ($to) = @_;
    return 1 if ref $to eq 'GLOB' or ref \$to eq 'GLOB';
    return Scalar::Util::blessed($to) && Scalar::Util::reftype($to) =~ /\A(?:GLOB|IO)\z/;
}

sub _name_of {
    my ($handle) = @_;
    return ref $handle && Scalar::Util::reftype($handle) eq 'GLOB' ? *{$handle}{NAME} : $handle;
}

sub close_theirs {
    my ($conduit) = @_;
    close $_ for splice @{ $conduit->{theirs} };
    $conduit->{pty}->close_slave if $conduit->{pty};
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::Run::Conduit - the handles between a wheel and its process

=head1 DESCRIPTION

A part of L<POE::Wheel::Run>, not for programs. A conduit is a hash; what is in it is said on top of the
file. The constants C<INHERITED>, C<TERMINAL> and C<OUTPUT> name sources that are no descriptors.

=head1 FUNCTIONS

=head2 close_theirs($conduit)

Closes what only the process needs.

I<Returns> nothing.

=head2 create($option)

Makes pipes, a terminal, and opens files, as the options say.

I<Returns> the conduit. It dies if the system refuses.

=head1 SEE ALSO

L<POE::Wheel::Run>, L<POE::Pipe::OneWay>

=cut
