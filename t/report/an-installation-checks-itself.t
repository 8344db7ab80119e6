use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Where there is no distribution the tests are those that are installed, one for each part.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;
require POE::XS::Report::SelfCheck;

my $here = folder_of();
for my $loop (qw(Default Select)) {
    my $ran = poe_report({ folder => $here }, '-j2', '--backend', $loop, '-o', 'out.yml');
    is($ran->{status}, 0, "$loop: all is well") or diag $ran->{stdout}, $ran->{stderr};
    my ($report, $file) = report_in("$here/out.yml");
    is($report->{report}{kind}, 'self-check', 'it is called that');
    is_deeply(
        [ map { $_->{name} } @{ $report->{files} } ],
        [ sort map {"self-check: $_"} POE::XS::Report::SelfCheck::names() ], 'each part'
    );
}

my $broken = folder_of();
mkdir "$broken/POE";
write_file("$broken/POE/Kernel.pm", qq{die "no compiled part\\n";});
my $ran = poe_report({ folder => $here, switches => ["-I$broken"] }, '-o', 'out.yml');
is($ran->{status}, 1, 'a POE that cannot be loaded fails');
my ($report) = report_in("$here/out.yml");
is($report->{summary}{files}{passed}, 0, 'every one of them');
like($report->{loop}{error}, qr/no compiled part/, 'and says why where the loop would be');

done_testing;
