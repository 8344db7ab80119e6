use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib 't/lib';
use ExampleProgram;
use POETest;
use RealProgram;
use NATSServer ();
use Test::More;

# Two shippers, and a recorder that is killed while they ship, and comes back: each line is there, once, in order.

needs('DBD::SQLite');
plan skip_all => 'Future is not installed, or too old' if !eval { require POE::Future };
my $name = 'log-aggregator.pl';

sub append {
    my ($file, @lines) = @_;
    open my $out, '>>', $file or die "$file: $!";
    syswrite $out, join '', map {"$_\n"} @lines;
    return;
}

sub recorded { return scalar example_says($name, show => $_[0]) }

sub is_recorded {
    my ($database, $expected) = @_;
    my $until = time + 40;
    1 while recorded($database) ne $expected and time < $until;
    return is(recorded($database), $expected, 'each line once, in order');
}

sub aggregate {
    my ($wire)   = @_;
    my $folder   = tempdir(CLEANUP => 1);
    my @files    = map {"$folder/log$_"} 1, 2;
    my @record   = (args => [ record => '--wire', $wire, "$folder/db" ]);
    my $recorder = start_example($name, @record);
    ok $recorder->await(qr/recording\n/), 'a recorder';
    my @shippers
        = map { start_example($name, args => [ ship => '--wire', $wire, '--all', $_ ]) } @files;
    for my $shipper (@shippers) { ok $shipper->await(qr/following 1 files\n/), 'a shipper' }
    append($_, map {"line $_"} 1 .. 5) for @files;
    is_recorded(
        "$folder/db",
        join '',
        map {
            my $log = $_;
            map {"log$log: line $_\n"} 1 .. 5
        } 1,
        2
    );
    $recorder->signal('KILL');
    $recorder->finish;
    append($_, map {"line $_"} 6 .. 1200) for @files;
    $recorder = start_example($name, @record);
    append($_, 'the end') for @files;
    is_recorded(
        "$folder/db", join '',
        map {
            my $log = $_;
            map({"log$log: line $_\n"} 1 .. 1200), "log$log: the end\n"
        } 1,
        2
    );
    ends_on($_, INT => 'stopped') for @shippers, $recorder;
    return;
}

subtest sockets => sub { aggregate('ikc+unix:' . tempdir(CLEANUP => 1) . '/wire') };

subtest NATS => sub {
    NATSServer::needs_nats();
    my $server = NATSServer::nats_server(jetstream => 1);
    aggregate($server->url . '/logs');
};

shows_usage($name, 'record', 'db');
done_testing;
