use strict;
use warnings;
use Test::More;

# What must fail is run in a process of its own, and its report read.
sub report {
    my ($code) = @_;
    local $ENV{PERL5LIB} = join ':', @INC;
    my $program = 'BEGIN { open STDERR, ">&", STDOUT } use Test::More; use POE::Test::Sequence; '
        . "my \$s = POE::Test::Sequence->new(sequence => [ [ a => 0, undef ] ]);\n$code";
    open my $from, '-|', $^X, '-e', $program or die $!;
    my $report = do { local $/; <$from> };
    return (close $from, $report);
}

my ($ok, $report) = report('$s->next(b => 0); print qq(goes on\n); done_testing');
ok(!$ok, 'another event fails');
like($report, qr/^not ok 1/m, 'as a test');
like($report, qr/^goes on$/m, 'and the program goes on');

($ok, $report) = report('$s->next(a => 1); done_testing');
ok(!$ok, 'so does another parameter');

($ok, $report) = report('$s->next(a => 0); $s->next(c => 5); print qq(goes on\n)');
ok(!$ok, 'an event after the last step fails');
like($report, qr/^ok 1$/m, 'the last one was right');
like($report, qr/^not ok 2 - Got an unexpected result \(c, 5\)\. Time to bye\.$/m, 'this was not');
unlike($report, qr/^goes on$/m, 'and the program ends');

done_testing;
