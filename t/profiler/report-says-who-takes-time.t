use strict;
use warnings;

use lib 't/lib';
use JSON::PP ();
use POETest;
use Test::More;

plan skip_all => 'the profiler is ours alone' if is_upstream();

# A program that knows nothing of it, and where its time goes.

my $program = <<'PERL';
use POE;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('main'); $_[KERNEL]->yield('slow') for 1 .. 3 },
    slow   => sub { select undef, undef, undef, 0.02; $_[KERNEL]->call($_[SESSION], 'inner') },
    inner  => sub { select undef, undef, undef, 0.01 },
});
POE::Kernel->run;
print {*STDERR} "the end\n";
PERL

my $text = stderr_of($program, switches => ['-MPOE::XS::Profiler']);
like $text, qr/\Athe end\nPOE profile of -e \(\d+\): \d.*s, \d+ handlers took \d.* %\n/,
    'at the end';
like $text,
    qr/^ +3 .* slow\n +3 x child\.pl:3 in "_start"\n +3 .* inner\n +3 x child\.pl:4 in "slow"$/m,
    'the slowest first, and who sent it';
is_deeply [ grep { length > 79 } split /\n/, $text ], [], 'fits a terminal';

my $file = "${\scratch_name()}.json";
my %env  = (POE_PROFILE_FILE => $file, POE_PROFILE_FORMAT => 'json');
is stderr_of($program, switches => ['-MPOE::XS::Profiler=format,text'], env => \%env), "the end\n",
    'the environment says where';
open my $in, '<', $file or die "$file: $!";
my $data = JSON::PP->new->utf8->decode(do { local $/; <$in> });
my %row  = map { $_->{name} => $_ } @{ $data->{events} };
is $row{slow}{count}, 3, 'calls';
is $row{slow}{timed}, 3, 'all timed';
cmp_ok $row{slow}{self_ns}, '>=', 0.06e9, 'own time';
cmp_ok $row{slow}{total_ns} -$row{slow}{self_ns}, '>=', 0.03e9, 'and that of what it called';
is_deeply $row{inner}{senders}, [ { place => 'child.pl:4 in "slow"', count => 3 } ], 'senders';
is $row{slow}{unhandled}, 0, 'none went amiss';
unlink $file;

sub scratch_name { return "/tmp/poe-profile-$$" }

my $wrong = run_child('1', switches => ['-MPOE::XS::Profiler=format,xml']);
like $wrong->{stderr}, qr/format: "xml" will not do/, 'what is wrong is said';

done_testing;
