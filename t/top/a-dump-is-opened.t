use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What a program left when its run died is asked as the program would have been.

plan skip_all => 'for the viewer of this distribution' if is_upstream();
require ProbeServer;

my $folder = tempdir(CLEANUP => 1);
my $died   = run_child(
    <<'PROGRAM', env => { POE_PROBE => 1, POE_PROBE_DIR => "$folder/probe", POE_PROBE_DUMP => $folder });
use POE;
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('web'); $_[KERNEL]->yield(tick => 9) },
        tick   => sub { $_[KERNEL]->yield($_[ARG0] ? 'tick' : 'boom', $_[ARG0] - 1) },
        boom   => sub { $_[KERNEL]->delay(later => 60); die "oh no\n" },
    });
POE::Kernel->run;
PROGRAM
my ($dump) = glob "$folder/*.json";
ok(defined $dump, 'there is one') or diag $died->{stderr};

my $probe = bless { folder => $folder, owner => 0 }, 'ProbeServer';
like($probe->top($dump, 'head')->{stdout}, qr/died: oh no/, 'what it died of');
like($probe->top($dump, 'sessions')->{stdout}, qr/^ *\d+ web /m, 'its sessions');
like($probe->top($dump, qw(why web))->{stdout}, qr/alarm .later./, 'why one was alive');
like(
    $probe->top($dump, 'timers')->{stdout}, qr/^60s +later +\d+ web |^1m00s +later +\d+ web /m,
    'its alarms'
);
like($probe->top($dump, 'trace')->{stdout}, qr/(?:.* web +tick .*\n){8}/, 'its last events');

done_testing;
