use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Into a file that names what it is about, into the one that was asked for, or to standard output.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;

my $tests = folder_of('pass.t' => q{print "1..1\nok 1\n"});
my $here  = folder_of();

my $ran = poe_report({ folder => $here }, '-b', 'Select', $tests);
is($ran->{status}, 0, 'status 0: all passed');
my ($file) = glob "$here/poe-report-*-perl5.*-Select.yml";
ok($file, 'a name with time, system, perl and loop');
like($ran->{stdout}, qr/^The report is in \Q${\ ($file =~ s{.*\/}{}r)}\E$/m, 'which is told');
is((report_in($file))[0]{summary}{result}, 'passed', 'a report');
is((stat $file)[2] & 0777, 0666 & ~umask, 'for whom the user wants it to be');

write_file("$here/old.yml", 'old');
$ran = poe_report('--quiet', '--output', "$here/old.yml", $tests);
is($ran->{stdout}, '', 'quiet is quiet');
isnt(contents_of("$here/old.yml"), 'old', 'a file that was there is replaced');

$ran = poe_report('-o', '-', $tests);
ok(eval { POE::XS::Report::Document::from_text($ran->{stdout}) }, 'standard output has the report')
    or diag $@;
like($ran->{stderr}, qr/pass\.t: passed/, 'and standard error what else is said');

opendir my $listing, $here or die "$here: $!";
is_deeply([ grep {/\A\.p/} readdir $listing ], [], 'nothing else is left');

done_testing;
