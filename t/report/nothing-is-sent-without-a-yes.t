use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A stand-in for Test::Reporter writes down what it is asked to send; another stands for none being installed, and a module
# for somebody at a terminal. Nothing here can reach a network.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;

my $library = folder_of(
    'Seen.pm' => q{package Seen; require POE::XS::Report::Offer; no warnings 'redefine';
        *POE::XS::Report::Offer::is_terminal = sub { 1 }; 1},
    'Hidden.pm' =>
        q{package Hidden; unshift @INC, sub { die "not installed\n" if $_[1] eq 'Test/Reporter.pm'; return }; 1},
);
mkdir "$library/Test";
write_file("$library/Test/Reporter.pm", <<'PERL');
package Test::Reporter;
use strict; use warnings;
sub new { my ($class, %given) = @_; return bless {%given}, $class }
sub subject { return "\U$_[0]{grade}\E $_[0]{distribution}" }
sub errstr { return 'the line is busy' }
sub send {
    my ($self) = @_;
    my ($folder, $refuses) = @{ $self->{transport_args} };
    return 0 if $refuses;
    open my $out, '>:utf8', "$folder/sent" or die "sent: $!";
    print {$out} map { "$_: $self->{$_}\n" } qw(from grade distribution distfile transport comments);
    return 1;
}
1;
PERL

my $tests = folder_of('fails.t' => q{print "1..1\nnot ok 1 - a marked line\n"});

# Runs it with what is typed; whether anything was sent, and all that was said.
sub with_answer {
    my ($typed, %change) = @_;
    my $to  = folder_of();
    my %env = (
        POE_REPORT_FROM => 'Somebody <some@where.example>', POE_REPORT_TRANSPORT => "File $to",
        HOME            => $to, %{ $change{env} || {} },
    );
    my @modules = map {"-M$_"} @{ $change{modules} || ['Seen'] };
    my $ran     = poe_report(
        { input => $typed, env => \%env, switches => [ "-I$library", @modules ] },
        '-o', "$to/out.yml", @{ $change{arguments} || [] }, $tests
    );
    $ran->{sent}    = -e "$to/sent"    ? contents_of("$to/sent")    : undef;
    $ran->{written} = -e "$to/out.yml" ? contents_of("$to/out.yml") : undef;
    return $ran;
}

for my $typed ('', "\n", "no\n", "y\n", "yess\n", "show\n", "yes") {
    my $ran  = with_answer($typed);
    my $name = $typed =~ s/\n/\\n/r;
    is(defined $ran->{sent}, $typed eq 'yes', "typed '$name'");
    is($ran->{status}, 1, 'the status is that of the tests');
}

my $yes = with_answer("YES \n", arguments => [ '--distfile', 'AUTHOR/POE-XS-2.000.tar.gz' ]);
like($yes->{stdout}, qr/^  from +Somebody <some\@where\.example>$/m, 'it says from whom');
like($yes->{stdout}, qr/transport File /, 'by which way');
like($yes->{stdout}, qr/^  subject +FAIL POE-XS-2\.000$/m, 'under which subject');
like($yes->{stdout}, qr/It was sent\.$/m, 'and that it was sent');
like($yes->{sent}, qr/^distfile: AUTHOR/m, 'with the path in the archive, if given');
is($yes->{sent} =~ s/.*?^comments: //msr, "$yes->{written}\n", 'what is sent is what was written');

my $shown = with_answer("show\nno\n");
like($shown->{stdout}, qr/not ok 1 - a marked line/, 'all of it can be seen first');
ok(!defined $shown->{sent}, 'and then not sent');

like(
    with_answer("yes\n", env => { POE_REPORT_TRANSPORT => "File x refuse" })->{stdout},
    qr/It was not sent: the line is busy$/m, 'what could not be sent is told'
);

my %never = (
    'without a terminal' => { modules   => ['strict'] },
    '--no-send'          => { arguments => ['--no-send'] },
    '--quiet'            => { arguments => ['--quiet'] },
    'not installed'      => { modules   => [ 'Hidden', 'Seen' ] },
    'no sender'          => { env       => { POE_REPORT_FROM => '' } },
);
for my $name (sort keys %never) {
    my $ran = with_answer("yes\n", %{ $never{$name} });
    ok(!defined $ran->{sent}, "$name: nothing is sent");
    unlike($ran->{stdout}, qr/Type yes/, 'nor asked');
    is($ran->{stderr}, '', 'nor complained about');
}

my $hidden = with_answer("yes\n", arguments => ['--send'], modules => [ 'Hidden', 'Seen' ]);
is(
    $hidden->{stderr}, "poe-report: --send: Test::Reporter is not installed\n",
    '--send says why not'
);
is($hidden->{status}, 2, 'before anything runs');

my $config = folder_of('config.ini' =>
        "email_from = \"Me\" <me\@where.example>\ntransport = Metabase uri x id_file my.json\n");
my $asked = with_answer(
    "no\n", arguments => ['--send'],
    env => { PERL_CPAN_REPORTER_DIR => $config, map { ("POE_REPORT_$_" => '') } qw(FROM TRANSPORT) }
);
like(
    $asked->{stdout}, qr/transport Metabase uri x id_file \Q$config\E\/my\.json$/m,
    'the way as CPAN::Reporter has it'
);
like($asked->{stdout}, qr/^  from +"Me" <me\@where\.example>$/m, 'and the sender');

done_testing;
