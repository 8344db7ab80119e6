package POE::Wheel::Run::Command;

# What exec would run for the options Program and ProgramArgs. perl's own rules for one string: the
# shell runs it if there is something in it that only a shell understands.

use strict;
use warnings;

our $VERSION = '2.000';

my $SPACE     = qr/[ \t\n\r\f\x0b]/;
my $FOR_SHELL = qr/[\$&*(){}\[\]'";\\|?<>~`\n]/;
my $WORDS     = qr/[^\$&*(){}\[\]'";\\|?<>~`\n]*/;

# The arguments of exec: several, or one to be taken apart.
sub words_of {
    my ($option) = @_;
    my ($program, $args) = @$option{qw(Program ProgramArgs)};
    my @words = ref $program eq 'ARRAY' ? (@$program, @$args) : join ' ', $program, @$args;
    return map { defined $_ ? "$_" : '' } @words;
}

# Returns { file, argv, error_to_output }, or nothing if there is nothing to run.
sub of {
    my ($option) = @_;
    my @words = words_of($option);
    return { file => $words[0], argv => \@words } if @words > 1;
    return @words ? _parsed($words[0]) : ();
}

sub _parsed {
    my ($line) = @_;
    utf8::encode($line) if utf8::is_utf8($line);
    $line =~ s/\A$SPACE+//;
    my $plain           = $line  =~ s/\n\z//r;
    my $error_to_output = $plain =~ s/\A($WORDS$SPACE)2>&1$SPACE*\z/$1/;
    return _shell($line) if $line  =~ /\A(?:\.$SPACE|exec$SPACE|[A-Za-z0-9_]*=)/;
    return _shell($line) if $plain =~ $FOR_SHELL;
    my @words = split /$SPACE+/, $plain or return;
    return { file => $words[0], argv => \@words, error_to_output => $error_to_output };
}

sub _shell {
    my ($line) = @_;
    return { file => POE::Wheel::Run::_shell_path(), argv => [ 'sh', '-c', $line ] };
}

1;

__END__

=head1 NAME

POE::Wheel::Run::Command - what a process executes

=head1 DESCRIPTION

A part of L<POE::Wheel::Run>, not for programs. It knows what perl makes of a command line.

=head1 FUNCTIONS

=head2 of($option)

I<Returns> a reference to a hash: C<file> to execute, its C<argv>, and C<error_to_output>, whether standard
error goes where standard output goes; nothing if there is nothing to execute.

=head2 words_of($option)

I<Returns> the list that perl's exec is to be given.

=head1 SEE ALSO

L<POE::Wheel::Run>, L<perlfunc/exec>

=cut
