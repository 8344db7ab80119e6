package POE::XS::Report::Outcome;

# What came of one file of tests: collects its lines while it runs, judges in the end.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Report::Limit   ();
use POE::XS::Report::Privacy qw(cleaned);
use Time::HiRes              qw(time);

# Of long output the beginning and the end are kept, of long lines the beginning.
use constant { HEAD => 60, TAIL => 140, WIDTH => 1000, MAX_NOTES => 20 };

sub new {
    my ($class, $name) = @_;
    return bless {
        name => $name, began => time,
        head => [], tail     => [], left_out => 0, notes => [], skips => {},
    }, $class;
}

sub name { return $_[0]{name} }

sub line {
    my ($self, $result) = @_;
    $self->_keep($result->raw);
    $self->_note("bailed out: " . $result->explanation) if $result->is_bailout;
    if ($result->is_comment) {
        my $start = POE::XS::Report::Limit::NOTE;
        $self->_note($1) if $result->raw =~ /\A\Q$start\E(.+)/;
    }
    if ($result->is_test && $result->has_skip && keys %{ $self->{skips} } < MAX_NOTES) {
        $self->{skips}{ _text($result->explanation) } = 1;
    }
    return;
}

sub _note {
    my ($self, $note) = @_;
    push @{ $self->{notes} }, _text($note) if @{ $self->{notes} } < MAX_NOTES;
    return;
}

sub _keep {
    my ($self, $line) = @_;
    my $text = _text($line);
    my ($head, $tail) = @$self{qw(head tail)};
    if (@$head < HEAD) { push @$head, $text; return }
    push @$tail, $text;
    $self->{left_out}++, shift @$tail if @$tail > TAIL;
    return;
}

# Octets that are no UTF-8 are taken as Latin-1.
sub _text {
    my ($octets) = @_;
    my $text = substr $octets // '', 0, WIDTH;
    utf8::decode($text);
    return cleaned($text);
}

# Fields that are empty or 0 are left out.
sub of {
    my ($self, $parser) = @_;
    my @notes   = ($self->_notes($parser));
    my %outcome = (
        tests   => $parser->tests_run, failed        => scalar $parser->failed,
        todo    => scalar $parser->todo, todo_passed => scalar $parser->todo_passed,
        skipped => scalar $parser->skipped, exit     => $parser->exit, notes => \@notes,
        skips   => [ sort keys %{ $self->{skips} } ],
    );
    $outcome{passed}      = $outcome{tests} - $outcome{failed} - $outcome{skipped};
    $outcome{skip_reason} = _text($parser->skip_all // '');
    delete @outcome{ grep { ref $outcome{$_} ? !@{ $outcome{$_} } : !$outcome{$_} } keys %outcome };
    $outcome{name}    = $self->{name};
    $outcome{seconds} = sprintf '%.2f', time - $self->{began};
    $outcome{result}  = $self->_result($parser);
    $outcome{output}  = $self->_output if $outcome{result} eq 'failed';
    return \%outcome;
}

# A bail-out counts as a failure even when all that ran passed.
sub _result {
    my ($self, $parser) = @_;
    return 'failed'  if $parser->has_problems || @{ $self->{notes} };
    return 'skipped' if defined $parser->skip_all;
    return 'passed';
}

sub _notes {
    my ($self, $parser) = @_;
    my @errors = map { _text($_) } $parser->parse_errors;
    splice @errors, MAX_NOTES if @errors > MAX_NOTES;
    my @exit = $parser->exit && !@{ $self->{notes} } ? 'exit status ' . $parser->exit : ();
    return (@{ $self->{notes} }, @errors, @exit);
}

sub _output {
    my ($self) = @_;
    my @gap = $self->{left_out} ? "... $self->{left_out} lines left out ..." : ();
    return [ @{ $self->{head} }, @gap, @{ $self->{tail} } ];
}

1;

__END__

=head1 NAME

POE::XS::Report::Outcome - what came of one file of tests

=head1 SYNOPSIS

=for example

    use POE::XS::Report::Outcome;
    use TAP::Parser;

    my $parser  = TAP::Parser->new({ tap => "1..2\nok 1\nnot ok 2 - two\n" });
    my $outcome = POE::XS::Report::Outcome->new('two.t');
    while (my $result = $parser->next) { $outcome->line($result) }
    my $came = $outcome->of($parser);
    print "$came->{result}: $came->{failed} of $came->{tests}\n";
    # prints: failed: 1 of 2

=head1 METHODS

=head2 line($result)

Takes what L<TAP::Parser/next> returned. I<Returns> nothing.

=head2 name()

I<Returns> the name.

=head2 new($name)

I<Returns> the object for a file that is about to run.

=head2 of($parser)

I<Returns> a reference to a hash when the parser is at its end. C<name>, C<result> (C<passed>, C<failed> or
C<skipped>) and C<seconds> are always there. What is not there is 0 or empty: C<tests>, C<passed>, C<failed>,
C<skipped>, C<todo>, C<todo_passed>, C<exit> (the status), C<skip_reason> of a whole file, C<skips> (the reasons
of single tests), C<notes> (what else was wrong: no plan, a signal, a limit of time, a bail-out). Only a file
that failed has C<output>: its first 60 and last 140 lines.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS::Report::Runner>, L<TAP::Parser>

=cut
