use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Where no kernel is named it is the first that came, or the one that was chosen; one that is unknown is an
# error.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

my @names = qw(First Second);
my @ports = map {
    my $name = $_;
    other_kernel(sub {
        return server({ test => { name => sub { return $name } } }, name => $name);
    })
} @names;

until_noted(4);
play_client(
    0,
    sub {
        is_deeply [
            warnings_of(sub { is $_[0] = ikc()->post('poe:/test/name'), 0, 'nobody is there' }) ],
            ["$$: Not connected to any foreign kernels.\n"], '... which is a warning';
        client(
            $ports[0], name => 'Cli 1',
            on_connect      => sub { POE::Kernel->post(main => 'first') });
    },
    first => sub {
        client(
            $ports[1], name => 'Cli 2',
            on_connect      => sub { POE::Kernel->post(main => 'second') });
    },
    second => sub {
        my $kernel = $_[KERNEL];
        is $kernel->call(IKC => call    => 'poe:/test/name', undef, 'poe:back'), 1, 'the first';
        is $kernel->call(IKC => default => 'Second'), 1, 'another is chosen';
        is ikc()->call('poe:/test/name', undef, 'poe:/main/back'), 1, 'the other';
        my @warnings = warnings_of(sub { $kernel->call(IKC => default => 'Third') });
        like $warnings[0], qr/unknown kernel 'Third'/, 'one that nobody knows is none';
        is ikc()->call('poe://*/test/name', undef, 'poe:/main/back'), 2, 'all kernels';
        is_deeply [ warnings_of(sub { ikc()->post('poe://Third/test/name') }) ],
            ["$$: Unknown kernel 'Third'.\n"],
            'a kernel that nobody knows';
        @warnings = warnings_of(sub { is ikc()->post('poe://First/test'), undef, 'no event' });
        like $warnings[0], qr/post needs a session and an event/, '... is a warning';
        @warnings = warnings_of(
            sub { is ikc()->call('poe://First/test/name', 1, 'back'), undef, 'no rsvp' });
        like $warnings[0], qr/rsvp state not set/, '... is a warning';
    },
    back => sub { note_down($_[ARG0]) },
);
is_deeply [ sort @{ got() } ], [qw(First First Second Second)], 'who answered';
done_testing;
