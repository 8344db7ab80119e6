use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Reports come from strangers: each that is not one is refused with a reason in one line, at once.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;

my $good = POE::XS::Report::Document::text_of(sample([ { name => 'a.t', result => 'passed' } ]));
ok(eval { POE::XS::Report::Document::from_text($good) }, 'one that is good') or diag $@;

my %bad = (
    'nothing'          => [ '', qr/^not / ],
    'no YAML'          => [ "---\n- [ a\n", qr/^not / ],
    'a plain list'     => [ "---\n- a\n", qr/^not a report: no sections/ ],
    'another mapping'  => [ "---\na: 1\n", qr/^not a report: no section/ ],
    'two documents'    => [ $good . $good, qr/^not one document/ ],
    'octets'           => [ "\xff\xfe$good", qr/^not UTF-8/ ],
    'a long line'      => [ "$good# " . 'x' x 20_000, qr/^a line of more than/ ],
    'nested sequences' => [ '- ' x 8000 . 'a', qr/^not YAML: sequences within sequences/ ],
    'deep mappings'    => [ _deep($good), qr/^not a report: too deep/ ],
    'another format'   => [ $good =~ s/format: 1/format: 99/r, qr/^a format that is not known/ ],
    'a wrong kind'     =>
        [ $good =~ s/^failures: \[\]/failures: x/mr, qr/^not a report: failures is of/ ],
    'a wrong result' =>
        [ $good =~ s/result: passed$/result: "<b>"/mgr, qr/^not a report: a result/ ],
    'an object' => [ $good . "x: !!perl/hash:Evil {}\n", qr/^not / ],
);

sub _deep {
    my ($text) = @_;
    return $text . join '', map { '  ' x $_ . "k:\n" } 0 .. 40;
}

for my $name (sort keys %bad) {
    my ($text, $reason) = @{ $bad{$name} };
    my @warnings = warnings_of(sub {
        eval { POE::XS::Report::Document::from_text($text) }
    });
    like($@, $reason, $name);
    like($@, qr/\A[^\n]+\n\z/, "$name: in one line");
    is_deeply(\@warnings, [], "$name: no warning");
}

my $folder = folder_of();
symlink '/dev/zero', "$folder/link.yml" or die "symlink: $!";
eval { POE::XS::Report::Document::read_file("$folder/link.yml") };
is($@, "not a plain file\n", 'a link to a device');
open my $out, '>', "$folder/large.yml" or die "large: $!";
truncate $out, 1 << 30;
eval { POE::XS::Report::Document::read_file("$folder/large.yml") };
like($@, qr/^more than \d+ octets$/, 'a large file');

done_testing;
