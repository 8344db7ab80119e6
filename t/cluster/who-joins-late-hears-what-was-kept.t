use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# The stream is known by its name to a sender that joined when nobody of the session was there.

plan skip_all => 'questions need Future' if !eval { require POE::Future };
broker(jetstream => 1);
my $heard = sub { $_[KERNEL]->call(IKC => post => 'poe://Here/main/heard', $_[ARG0]) };
my @srv   = (
    'A Srv',
    { 'my_log' => { line => $heard } },
    then =>
        sub { $POE::Component::IKC::Responder::ikc->publish('my_log', ['line'], { durable => 1 }) }
);

my $first = kernel(@srv);
select undef, undef, undef, scaled(1.5);    # it makes its stream
kill KILL => $first;
my $second = kernel(@srv, at => 'USR1');

until_noted(4);
in_cluster(
    sub { $_[KERNEL]->call(IKC => publish => main => ['heard']) },
    joined => sub { $_[KERNEL]->delay(begin => 0.5) },
    begin  => sub {
        note_down($_[KERNEL]->call(IKC => post => 'poe://A Srv/my_log/line', $_)) for 1, 2;
        $_[KERNEL]->delay(start => 0.2);
    },
    start => sub { kill USR1 => $second },
    heard => sub { note_down("heard $_[ARG0]") },
);

is_deeply got(), [ 1, 1, 'heard 1', 'heard 2' ], 'in their order' or diag explain got();

done_testing;
