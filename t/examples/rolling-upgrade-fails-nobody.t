use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib 't/lib';
use ExampleProgram;
use NATSServer ();
use RealProgram;
use Test::More;

# All kernels of a service are replaced while it is asked: both versions answer, and no question fails.

plan skip_all => 'Future is not installed, or too old' if !eval { require POE::Future };
my $name = 'rolling-upgrade.pl';

sub upgrades {
    my ($wire) = @_;
    my ($said, $status) = example_says($name, '--wire', $wire, '--kernels', 2);
    is $status, 0, 'it ends well';
    like $said, qr/\A(?:a\ kernel\ of\ version\ 1\ has\ left\n){2}
        version\ 1\ answered\ \d\d+\ questions\n
        version\ 2\ answered\ \d\d+\ questions\n
        0\ failed\n\z/x, 'both answer, none fails';
    return;
}

subtest sockets => sub { upgrades('ikc+unix:' . tempdir(CLEANUP => 1) . '/wire') };

subtest NATS => sub {
    NATSServer::needs_nats();
    my $server = NATSServer::nats_server();
    upgrades($server->url . '/shop');
};

shows_usage($name);
done_testing;
