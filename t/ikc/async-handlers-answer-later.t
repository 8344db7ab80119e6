use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# An async sub answers a call when it is done; until then its SENDER stays whom it stands for, whatever comes
# in between.

plan skip_all => 'POE does not have it' if is_upstream();
plan skip_all => 'no Future that would do is installed'
    if !eval { require POE::Future; require Future::AsyncAwait };
require IKC;
IKC->import;
use POE;

my %test = eval <<'END' or die $@;    ## no critic (only where the syntax is there)
    use Future::AsyncAwait;
    (
        slow => async sub {
            my ($kernel, $sender, $what) = @_[ KERNEL, SENDER, ARG0 ];
            await $kernel->after(0.1);
            $kernel->post($sender, heard => $what);
            return "slow $what";
        },
        quick => sub { return "quick $_[ARG0]" },
        fails => async sub { await $_[KERNEL]->after(0.01); die "no luck\n" },
    );
END
my $port = other_kernel(sub { return server({ test => \%test }) });

until_noted(5);
play_client(
    $port,
    sub {
        ikc()->monitor(Srv => { error => 'error' });
        ikc()->publish(main => ['heard']);
        ikc()->call('poe://Srv/test/slow', 1, 'poe:/main/back');
        ikc()->post('poe://Srv/test/slow', 2);
        ikc()->call('poe://Srv/test/quick', 3, 'poe:/main/back');
        ikc()->call('poe://Srv/test/fails', 4, 'poe:/main/back');
    },
    back  => sub { note_down($_[ARG0]) },
    heard => sub { note_down("heard $_[ARG0]") },
    error => sub { note_down($_[ARG5] =~ /\A(.*?)\s/) },
);
is_deeply [ sort @{ got() } ], [ 'heard 1', 'heard 2', 'no', 'quick 3', 'slow 1' ], 'what came';
is got()->[0], 'quick 3', 'the quick one first';
done_testing;
