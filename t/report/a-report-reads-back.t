use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What is written is what is read, whatever tests may say, and in an order for people.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;

my @odd = (
    '', ' ', '~', 'null', 'true', '---', '...', '- item', '# comment', 'key: value', 'a #b', "it's",
    '"quoted"', '\\', "tab\there", "\e[31mred\e[0m", "bell\x07", "caf\x{e9}", "\x{1f600} \x{4e2d}",
    '{}', '[]', '&anchor', '*alias', '!tag', '|', '>', '%', '@', '1.0', '0x1F', '   indented',
    'ends ',
    "two\nlines", '!!perl/hash:Evil {}',
);
my $report = sample([ { name => 't/odd.t', result => 'failed', tests => 1, output => \@odd } ]);
my $text   = POE::XS::Report::Document::text_of($report);
my $octets = $text;
utf8::encode($octets);
is_deeply(POE::XS::Report::Document::from_text($octets), $report, 'there and back');

is_deeply(
    [ $text =~ /^(\w+):/mg ],
    [qw(report summary failures versions loop environment files)], 'sections in order'
);
like($text, qr/^# Where it ran\.\nenvironment:$/m, 'each has a line for readers');

my @many = map {
    { name => "t/$_.t", result => 'failed', output => [ map { 'x' x 900 } 1 .. 200 ] }
} 1 .. 40;
my $short = POE::XS::Report::Document::text_of(sample(\@many));
my $again = POE::XS::Report::Document::from_text($short);
is(scalar @{ $again->{failures} }, 40, 'all failures of a report that would be too long');
is(
    $again->{failures}[0]{output}[0],
    '... 160 lines left out ...', 'each with the last of what it said'
);

done_testing;
