use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What is wrong with the arguments is told in a line that names one, before anything runs, with status 2.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;

my $folder = folder_of('runs.t' => q{open my $out, '>', "$0.ran"; print "1..1\nok 1\n"});
my $empty  = folder_of('a.txt'  => '');
mkdir "$folder/unbuilt";
mkdir "$folder/unbuilt/$_" for qw(lib lib/POE t);
write_file("$folder/unbuilt/lib/POE/XS.pm", '');

my @wrong = (
    [ ['--no-such-option'], '--no-such-option: no such option' ],
    [ ['--output'], '--output: a value is missing' ],
    [ [ '--output', '' ], '--output: the name is empty' ],
    [ [ '--jobs', 'x' ], q{--jobs: 'x' is no whole number} ],
    [ ['-j0'], '--jobs: 0 is less than 1' ],
    [ [ '--limit', '-1' ], '--limit: -1 is less than 1' ],
    [ [ '-b', 'No_Such' ], q{--backend: no loop called 'No_Such' is installed} ],
    [ [ '-b', '../x' ], q{--backend: no loop called '../x' is installed} ],
    [ [ '--output', $folder ], "--output: $folder is a folder" ],
    [
        [ '--output', "$folder/not/there" ],
        "--output: $folder/not/there: No such file or directory"
    ],
    [ ['--send'], '--send: it is asked first, and here is no terminal to ask on' ],
    [ [ '--summary', "$folder/not" ], "--summary: $folder/not: No such file or directory" ],
    [ [ '--summary', $folder, '-j2' ], '--jobs has no meaning with --summary' ],
    [ [ '--summary', $folder, 'more' ], q{'more' has no meaning with --summary} ],
);
for (@wrong) {
    my ($arguments, $message) = @$_;
    my @folder = grep { $_ eq '--summary' } @$arguments;
    my $ran    = poe_report({ folder => $folder }, @$arguments, @folder ? () : $folder);
    $ran = poe_report({ folder => $folder }, $folder, @$arguments)
        if $message =~ /a value is missing/;
    is($ran->{stderr}, "poe-report: $message\n", $message);
    is($ran->{status}, 2, 'status 2');
    is($ran->{stdout}, '', 'nothing else');
}
my @folders = (
    [ ["$folder/not"], "$folder/not: no such folder" ],
    [ [ $folder, 'another' ], q{'another': only one folder can be given} ],
    [ [$empty], $empty =~ s{.*/}{}r . ': no tests, which are files named *.t' ],
    [
        ["$folder/unbuilt"],
        "$folder/unbuilt is not built: run perl Makefile.PL and make there first"
    ],
);
is(poe_report({ folder => $empty }, @{ $_->[0] })->{stderr}, "poe-report: $_->[1]\n", $_->[1])
    for @folders;

ok(!-e "$folder/runs.t.ran", 'no test ran');
opendir my $listing, $empty or die "$empty: $!";
is_deeply([ grep { !/\A\.\.?\z/ } sort readdir $listing ], ['a.txt'], 'and nothing was written');

SKIP: {
    skip 'root may write everywhere', 1 if $> == 0;
    write_file("$folder/fixed.yml", '');
    chmod 0400, "$folder/fixed.yml";
    my $ran = poe_report('-o', "$folder/fixed.yml", $folder);
    is(
        $ran->{stderr}, "poe-report: --output: $folder/fixed.yml: Permission denied\n",
        'no permission'
    );
}

my $help = poe_report('--help');
is($help->{status}, 0, 'help');
like($help->{stdout}, qr/--summary/, 'tells the options');
is(poe_report('--version')->{stdout}, "poe-report $POE::XS::Report::VERSION\n", 'version');

done_testing;
