package POE::XS::Report::Progress;

# What is said while the tests run: on a terminal one line that is written over, elsewhere a line for each file.

use strict;
use warnings;

our $VERSION = '2.000';

sub new {
    my ($class, %option) = @_;
    my $out = $option{out};
    return bless { out => $out, quiet => $option{quiet}, over => -t $out, width => 0 }, $class;
}

sub say {
    my ($self, $text) = @_;
    return if $self->{quiet};
    $self->_clear;
    $self->_print("$text\n");
    return;
}

# Files that failed stay to be seen.
sub outcome {
    my ($self, $outcome, $done, $all) = @_;
    return if $self->{quiet};
    my $line  = sprintf '[%*d/%d] %s: %s', length $all, $done, $all, @$outcome{qw(name result)};
    my $tests = $outcome->{tests} // 0;
    $line .= sprintf ' (%d test%s, %.1f s)', $tests, $tests == 1 ? '' : 's', $outcome->{seconds}
        if $outcome->{result} ne 'skipped';
    return $self->say(_with_reason($line, $outcome))
        if !$self->{over} || $outcome->{result} eq 'failed';
    $self->_clear;
    $line = substr $line, 0, 78;
    $self->{width} = length $line;
    $self->_print($line);
    return;
}

sub _with_reason {
    my ($line, $outcome) = @_;
    my $reason = $outcome->{skip_reason} // join '; ', @{ $outcome->{notes} || [] };
    $reason =~ s/[^\x20-\x7e]+/ /g;
    return length $reason ? "$line: $reason" : $line;
}

sub _clear {
    my ($self) = @_;
    $self->_print("\r" . ' ' x $self->{width} . "\r") if $self->{width};
    $self->{width} = 0;
    return;
}

sub _print {
    my ($self, $text) = @_;
    utf8::encode($text) if utf8::is_utf8($text);
    syswrite $self->{out}, $text;
    return;
}

1;

__END__

=head1 NAME

POE::XS::Report::Progress - what is said while the tests run

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Progress;

    my $progress = POE::XS::Report::Progress->new(out => \*STDOUT);
    $progress->outcome({ name => 'one.t', result => 'passed', tests => 3, seconds => 0.1 }, 1, 2);
    $progress->outcome({ name => 'two.t', result => 'skipped', skip_reason => 'no Tk' }, 2, 2);
    # prints:
    #   [1/2] one.t: passed (3 tests, 0.1 s)
    #   [2/2] two.t: skipped: no Tk

=head1 DESCRIPTION

On a terminal one line is written over and over, and only files that failed stay; elsewhere each has a line.

=head1 METHODS

=head2 new(out => $handle, quiet => $true)

I<Returns> the object. When it is quiet nothing is printed.

=head2 outcome(\%outcome, $done, $all)

Tells what came of a file, how many are done, and of how many. I<Returns> nothing.

=head2 say($text)

Prints a line that stays. I<Returns> nothing.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>

=cut
