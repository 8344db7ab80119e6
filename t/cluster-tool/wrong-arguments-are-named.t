use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ClusterTool;
use POETest;
use Test::More;

needs_poe_cluster();

my @wire  = (qw(--wire ikc://127.0.0.1:1));
my @cases = (
    [ [], qr/which command\? there are: bench .*\btail$/ ],
    [ ['fly'], qr/'fly' is no command; there are: / ],
    [ ['call'], qr{call: which address\? such as poe://kernel/session/event} ],
    [ [qw(kernels all)], qr/'all': an argument too many/ ],
    [ [qw(--frob kernels)], qr/--frob: no such option/ ],
    [ [qw(kernels)], qr/--wire: by which wire\?/ ],
    [ [ @wire, qw(kernels -n 3) ], qr/--count: not for kernels/ ],
    [ [ @wire, qw(tail a/b -n 0) ], qr/--count: 0 is less than 1/ ],
    [ [ @wire, qw(ping --timeout no) ], qr/--timeout: 'no' is no time/ ],
    [ [ @wire, qw(call a/b) ], qr{'a/b' is not the address of an event} ],
    [ [ @wire, qw(tail poe:) ], qr{'poe:' is not the address of a session} ],
    [ [ @wire, 'call', 'a/b/c', '{"a"' ], qr/'\{"a"' is no JSON/ ],
    [ [ @wire, qw(--secret-file /none ping) ], qr{--secret-file: /none: } ],
    [ [ @wire, qw(--tls-ca /none ping) ], qr{--tls-ca: /none: } ],
    [ [qw(--wire pigeon:post kernels)], qr/--wire: there is no wire 'pigeon'/ ],
    [ [qw(--wire ikc://u:secret@[::1]:x ping)], qr/--wire: .* is no address of a wire/ ],
    [ [ @wire, 'kernels' ], qr{ikc://127\.0\.0\.1:1: connect: .*refused} ],
);
for my $case (@cases) {
    my ($arguments, $reason) = @$case;
    my $said = poe_cluster(@$arguments);
    is $said->{status}, 2, "poe-cluster @$arguments";
    like $said->{stderr}, qr/\Apoe-cluster: $reason/m, '... says why';
}
is poe_cluster('--version')->{stdout}, "poe-cluster 2.000\n", 'which version';

done_testing;
