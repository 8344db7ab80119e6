use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib 't/lib';
use ExampleProgram;
use NATSServer;
use RealProgram ();
use Test::More;

# Workers that are killed lose nothing: the ledger has each job, with its result, though several did not end it.

plan skip_all => 'Future is not installed, or too old' if !eval { require POE::Future };
needs_nats();
my $server = nats_server(jetstream => 1);
my $ledger = tempdir(CLEANUP => 1);
my $name   = 'work-queue.pl';

my ($said, $status)
    = example_says($name, '--wire', $server->url . '/jobs', '--jobs', 40, '--kill', 0.5, $ledger);
is $status, 0, 'it ends well' or diag $said;
like $said, qr/^40 jobs done, [1-9]\d* workers killed\n\z/m, 'though workers were killed'
    or diag $server->log;

my %result;
for my $file (glob "$ledger/job-*") {
    open my $in, '<', $file or die "$file: $!";
    my ($number) = $file =~ /(\d+)\z/;
    $result{$number} = join '', readline $in;
}
is_deeply [ grep { ($result{$_} // '') !~ /\A@{[ $_ ** 2 ]} by Worker\d+\n\z/ } 1 .. 40 ], [],
    'each result';
shows_usage($name, $ledger);

done_testing;
