use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Versions, loop, system: what somebody who reads a report elsewhere has to know, and nothing that is not theirs.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;

my $folder = folder_of(
    'loop.t' =>
        q{use POE; POE::Kernel->run; print "1..1\nnot ok 1 # ", POE::XS::backend(), "\n# $ENV{HOME}/x\n"},
);
my %env = (
    POE_TEST_COLOUR => 'blue', POE_TEST_PASSWORD => 'sesame',
    PERL_CPANM_OPT  => '--secret', POE_MIRROR    => 'ftp://me:sesame@mirror.example/',
    AWS_SECRET      => 'sesame', HOME            => '/nowhere/anybody',
);
my $ran = poe_report({ env => \%env }, '-b', 'IO_Poll', '-o', "$folder/out.yml", $folder);
is($ran->{status}, 1, 'it ran');
my ($report, $file) = report_in("$folder/out.yml");

is($report->{report}{distribution}, "POE-XS-$POE::XS::Report::VERSION", 'what was tested');
like($report->{report}{date}, qr/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z/, 'when');
is($report->{versions}{required}{EV}, do { require EV; $EV::VERSION }, 'the version of EV');
is($report->{loop}{asked}, 'IO_Poll', 'the loop that was asked for');
is($report->{loop}{loop}, 'POE::Loop::IO_Poll', 'the loop that came');
is($report->{loop}{backend}, 'poll', 'what libev waits with');
like($report->{loop}{libev}, qr/\A\d+\.\d+\z/, 'which libev');
like($report->{loop}{supported}, qr/\bpoll\b/, 'what it has');
ok((grep {/^not ok 1 # poll/} @{ $report->{failures}[0]{output} }), 'the tests ran on that loop');

my $environment = $report->{environment};
is($environment->{perl}{version}, sprintf('%vd', $^V), 'which perl');
ok($environment->{perl}{config}{archname}, 'built for what');
ok($environment->{system}{name}, 'on what system');
ok(defined $environment->{$_}, $_) for qw(compiler c_library cpus locale);
ok(scalar keys %{ $environment->{limits} }, 'limits');

my $variables = $environment->{variables};
is($variables->{POE_TEST_COLOUR}, 'blue', 'a variable about POE');
is_deeply([ grep {/PASSWORD|CPANM|AWS|HOME/} keys %$variables ], [], 'no other');
my $text = contents_of("$folder/out.yml");
unlike($text, qr/sesame/, 'no password at all');
unlike($text, qr/nowhere\/anybody/, 'no home');
require Sys::Hostname;
my $host = Sys::Hostname::hostname();

SKIP: {
    skip 'the name of this machine may be anywhere', 1 if length $host < 6;
    unlike($text, qr/\Q$host\E/i, 'no name of a machine');
}

done_testing;
