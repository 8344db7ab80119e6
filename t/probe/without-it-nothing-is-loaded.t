use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# A program that nobody looks into does not know of the probe.

my $code = <<'PERL';
use POE;
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('x') }, x => sub { } });
POE::Kernel->run;
print join(' ', grep { /Probe|JSON|Time.Local/ } sort keys %INC), '|', POE::XS::measures();
PERL

my $folder = probe_folder();
my %dir    = (POE_PROBE_DIR => $folder);
for my $off (undef, '', 0) {
    is output_of($code, env => { %dir, POE_PROBE => $off }), '|off',
        'nothing is loaded, nothing is measured';
}
like output_of($code, env => { %dir, POE_PROBE => 1 }), qr{POE/XS/Probe.pm.*\|counts},
    'with it there are counts';
is_deeply [ glob "$folder/*" ], [], 'no socket is left behind';

done_testing;
