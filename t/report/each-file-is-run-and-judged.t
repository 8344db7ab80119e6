use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Whatever a file of tests does, the others run, and the report says what it was.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;

my $folder = folder_of(
    'pass.t'    => q{print "1..2\nok 1\nok 2 # skip no net\n"},
    'fail.t'    => q{print "1..2\nok 1\nnot ok 2 - two\n"; print STDERR "# two: why\n"; exit 1},
    'skip.t'    => q{print "1..0 # SKIP nothing to do here\n"},
    'todo.t'    => q{print "1..2\nnot ok 1 - later # TODO\nok 2 - now # TODO\n"},
    'bail.t'    => q{print "1..2\nok 1\nBail out!  no database\n"; exit 255},
    'dies.t'    => q{print "1..1\nok 1\n"; die "dead\n"},
    'noplan.t'  => q{print "ok 1\n"},
    'signal.t'  => q{$| = 1; print "1..1\nok 1\n"; kill KILL => $$},
    'hang.t'    => q{$| = 1; print "1..1\n"; sleep 600},
    'babble.t'  => q{my $line = 'x' x 60_000 . "\n"; print $line while 1},
    'stray.t'   => q{$| = 1; print "1..1\n"; if (!fork) { sleep 600; exit } print "ok 1\n"},
    'syntax.t'  => q{this is no perl(},
    'taint.t'   => qq{#!/usr/bin/perl -T\nprint "1..1\\n", \${^TAINT} ? '' : 'not ', "ok 1\\n"},
    'readme.md' => 'no test',
);
my $began = time;
my $ran   = poe_report('-j4', '--limit', scaled(8), '--output', "$folder/out.yml", $folder);
is($ran->{status}, 1, 'the status says that some failed');
is($ran->{stderr}, '', 'nothing else is wrong');
cmp_ok(time - $began, '<', scaled(60), 'nothing is waited for that does not come');

my ($report, $file) = report_in("$folder/out.yml");
is(scalar @{ $report->{files} }, 13, 'every file with the name of a test');
is_deeply(
    { map { $_ => $file->{$_}{result} } keys %$file },
    {
        (map { $_ => 'passed' } qw(pass.t todo.t stray.t taint.t)), 'skip.t' => 'skipped',
        map { $_ => 'failed' } qw(fail.t bail.t dies.t noplan.t signal.t hang.t babble.t syntax.t)
    },
    'results'
);

sub is_noted {
    my ($name, $pattern) = @_;
    return like(join('; ', @{ $file->{$name}{notes} || [] }), $pattern, "$name: what was wrong");
}

is($file->{'pass.t'}{passed}, 1, 'pass.t: one passed');
is($file->{'pass.t'}{skipped}, 1, 'one was skipped');
is_deeply($file->{'pass.t'}{skips}, ['no net'], 'and why');
is($file->{'fail.t'}{failed}, 1, 'fail.t: one failed');
is($file->{'skip.t'}{skip_reason}, 'nothing to do here', 'skip.t: why');
is($file->{'todo.t'}{todo}, 2, 'todo.t: two to do');
is($file->{'todo.t'}{todo_passed}, 1, 'one of them passes already');
is($file->{'dies.t'}{exit}, 255, 'dies.t: its status');
is_noted('bail.t', qr/\Abailed out: no database/);
is_noted('dies.t', qr/exit status 255/);
is_noted('noplan.t', qr/No plan/);
is_noted('signal.t', qr/\Aended by signal KILL/);
is_noted('hang.t', qr/\Astopped at the time limit of \d+ s/);
is_noted('babble.t', qr/\Astopped after too much output/);

my %output = map { $_->{name} =~ s{.*/}{}r => $_->{output} } @{ $report->{failures} };
is(scalar keys %output, 8, 'the files that failed are there once more, with what they said');
ok((grep { $_ eq 'not ok 2 - two' } @{ $output{'fail.t'} }), 'on their output');
ok((grep { $_ eq '# two: why' } @{ $output{'fail.t'} }), 'and on their errors');
cmp_ok(scalar @{ $output{'babble.t'} }, '<', 250, 'as far as a reader would read');

is_deeply(
    $report->{summary}{files}, { all => 13, passed => 4, failed => 8, skipped => 1 },
    'numbers of files'
);
is($report->{summary}{result}, 'failed', 'what came of all');
like($ran->{stdout}, qr/^\[ *\d+\/13\] \S*fail\.t: failed/m, 'progress was shown');
like($ran->{stdout}, qr/^Files: 4 passed, 8 failed, 1 skipped$/m, 'and the end of it');

done_testing;
