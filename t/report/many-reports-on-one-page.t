use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A page of reports: sums, groups, the files that failed anywhere; nothing that a report says becomes markup.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;

sub text_for {
    my $text = POE::XS::Report::Document::text_of(sample(@_));
    utf8::encode($text);
    return $text;
}

my $evil = q{<script>alert(1)</script>"'><img src=x onerror=y>&amp;} . "\x{202e}\e[1m";
my @two  = (
    { name => 't/a.t', result => 'passed', tests => 1200 },
    { name => 't/b.t', result => 'passed', tests => 2 });
my @bad = ({
        name   => 't/a.t', result => 'failed', tests => 5, failed => 2,
        output => [ 'not ok 1', $evil ]
    },
    { name => $evil, result   => 'failed', tests => 'Inf', failed => 'nan', notes => [$evil] },
    { name => 't/c.t', result => 'skipped' },
);
my $folder = folder_of(
    'one.yml'  => text_for(\@two),
    'two.yaml' =>
        text_for(\@bad, loop => { asked => $evil }, report => { date => '2031-01-01T00:00:00Z' }),
    'three.yml' => text_for(
        \@two, environment => { perl => { version => '5.40.0' }, cpus => [1], limits => 'x' }
    ),
    'broken.yml' => qq{---\na: 'no end\n},
    "<b>$$.yml"  => 'x' x 50_000,
    'notes.txt'  => 'not looked at',
);
my $ran = poe_report('--summary', $folder, '-o', "$folder/page.html");
is($ran->{stderr}, '', 'nothing is wrong with that');
is($ran->{status}, 0, 'the page was written');
like($ran->{stdout}, qr/^3 reports, 2 unreadable$/m, 'how many');
my $page = contents_of("$folder/page.html");

like($page, qr{<b>3</b>reports}, 'reports');
like($page, qr{<b>2</b>all passed}, 'of which passed');
like($page, qr{<b>2,409</b>tests run}, 'sums of what the files say');
like($page, qr{<b>2</b>unreadable}, 'unreadable ones are counted');
like($page, qr{broken\.yml</td><td[^>]*>not YAML}, 'and listed with the reason');
like($page, qr{5\.40\.0</td><td class="number">1</td>}, 'by perl');
like(
    $page, qr{t/a\.t</th><td class="failed" title="#1: failed">.</td><td class="passed"},
    'a row of the matrix'
);
unlike($page, qr{t/b\.t</th>}, 'none for a file that passed everywhere');
like($page, qr{<details><summary>.*?t/a\.t</summary><pre>not ok 1\n}, 'what failed, folded');
like($page, qr{id="perl-0".*id="perl-1"}s, 'a filter by perl');
like($page, qr{body:has\(#perl-1:checked\)}, 'and its rule');

unlike($page, qr/<script|<img|<b>\d+\.yml/, 'nothing became markup');
unlike($page, qr/[\x{202e}\e]/, 'nor turned the text around');
like($page, qr/&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&gt;/, 'it is shown as it is');
is_deeply(
    [ $page =~ /\b(?:href|src|action)="(?!#report-\d+")([^"]*)"/g ], [],
    'links lead into the page alone'
);
like(
    $page, qr/Content-Security-Policy" content="default-src &#39;none&#39;/,
    'which forbids all else'
);
is_deeply([ _unbalanced($page) ], [], 'every element ends');

sub _unbalanced {
    my ($html) = @_;
    my @open;
    $html =~ s{<style>.*?</style>}{}s;
    while ($html =~ m{<(/?)([a-z]\w*)[^>]*>}g) {
        my ($is_end, $name) = ($1, $2);
        next if $name =~ /\A(?:meta|input)\z/;
        if (!$is_end) { push @open, $name; next }
        return "$name after @open" if !@open || pop @open ne $name;
    }
    return @open;
}

my $empty = folder_of();
$ran = poe_report('--summary', $empty, '--quiet', '-o', "$empty/page.html");
is($ran->{status}, 1, 'without a report the status is 1');
is($ran->{stdout}, '', 'quiet is quiet');
like(contents_of("$empty/page.html"), qr/There is no readable report/, 'and the page says so');

done_testing;
