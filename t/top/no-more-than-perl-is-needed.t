use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# It loads no kernel, and goes without every module that does not come with perl.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $probe = ProbeServer->start;
local $ENV{POE_PROBE_DIR} = $probe->folder;
my $hide
    = 'BEGIN { unshift @INC, sub { die "hidden\n" if $_[1] =~ m{^(?:Cpanel|Term/ReadKey|EV|POE/(?:Kernel|Session)\.|POE\.)}; return } }';
my $done
    = run_child("$hide use POE::XS::Top; my \$status = POE::XS::Top::run('sessions'); "
        . 'print join(" ", $status, grep { m{^(?:POE/Kernel|POE\.|EV|Cpanel)} } keys %INC), "\n"; exit $status'
    );
is($done->{stderr}, '', 'no complaints');
like($done->{stdout}, qr/worker two/, 'the table is there');
like($done->{stdout}, qr/^0$/m, 'and none of those modules');

done_testing;
