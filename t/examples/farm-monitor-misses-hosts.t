use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib 't/lib';
use ExampleProgram;
use NATSServer ();
use Test::More;

# Two farms of hosts: all report; a host that dies is told of, and a farm that is killed.

my $name = 'farm-monitor.pl';

sub monitors {
    my ($wire)    = @_;
    my @common    = ('--wire', $wire, '--period', 1);
    my $warehouse = start_example($name, args => [ 'warehouse', @common ]);
    ok $warehouse->await(qr/open\n/), 'a warehouse';
    my @farms
        = map { start_example($name, args => [ farm => '--name', "farm$_", '--hosts', 50, @common ]) }
        1, 2;
    ok $warehouse->await(qr/^100 hosts, 0 silent/m), 'all report';
    $farms[0]->signal('USR1');
    ok $warehouse->await(qr/^farm1-50 is silent\n/m), 'a host dies';
    $farms[1]->signal('KILL');
    ok $warehouse->await(qr/^farm farm2 is gone, with 50 hosts\n/m), 'a farm dies';
    ok $warehouse->await(qr/gone.*^50 hosts, 1 silent/ms), 'the others are there';
    ends_on($_, INT => 'stopped') for $farms[0], $warehouse;
    my ($later) = $warehouse->said =~ /^farm farm2 is gone(.*)/ms;
    unlike $later, qr/farm2-\d+ is silent/, 'whose hosts are not told of any more';
    return;
}

subtest sockets => sub { monitors('ikc+unix:' . tempdir(CLEANUP => 1) . '/wire') };

subtest NATS => sub {
    NATSServer::needs_nats();
    my $server = NATSServer::nats_server();
    monitors($server->url . '/farm');
};

shows_usage($name, 'farm');
done_testing;
