use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What ClientLite asks of a kernel of ours is called in the caller's context, as peers of the original are; a handler
# that dies, or answers by a future, does so in both.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;
require POE::Component::IKC::ClientLite;
my $has_futures = eval { require POE::Future };

my $port = other_kernel(sub {
    $SIG{__WARN__} = sub { };
    server({
        test => {
            context => sub { return wantarray ? 'list' : 'scalar' },
            many    => sub { my @values = (7, 8, 9); return @values },
            later   => sub { return POE::Future->new_delay(0.01)->then_done('later') },
            fails   => sub { return POE::Future->fail('out of luck') },
            dies    => sub { die "no luck\n" },
            sender  => sub { $_[KERNEL]->post($_[SENDER], news => 'told'); return 1 },
        },
    });
});
my $client = POE::Component::IKC::ClientLite->spawn(ip => '127.0.0.1', port => $port, timeout => 5)
    or die POE::Component::IKC::ClientLite::error();

is scalar $client->call('test/context'), 'scalar', 'one value';
is_deeply [ $client->call('test/context') ], ['list'], 'a list';
is scalar $client->call('test/many'), 3, 'an array is its length';
is_deeply [ $client->call('test/many') ], [ 7, 8, 9 ], '... or what is in it';
is scalar $client->call('test/sender'), 1, 'one that tells its sender something';
is_deeply [ $client->responded('news') ], ['told'], '... which comes';

SKIP: {
    skip 'no Future that would do is installed', 4 if !$has_futures;
    is scalar $client->call('test/later'), 'later', 'a future';
    is scalar $client->call('test/fails'), undef, 'one that fails';
    is scalar $client->call('test/dies'), undef, 'a handler that dies';
    like $client->error, qr/no luck/, '... is told why';
}
is scalar $client->call('test/context'), 'scalar', 'and the kernel goes on';

done_testing;
