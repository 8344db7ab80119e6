use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'traces are ours alone' if is_upstream() }
use Collector;
use POE;
use POE::XS::Trace;

# A forked child sends nothing of what both remember, and what it wants to send itself has other IDs.

my ($mine, $other) = (Collector->new(200), Collector->new(200));
my ($pid, $is_child);
POE::XS::Trace->export(url => $mine->url, every => 0.05);
session(
    _start => sub { $_[KERNEL]->yield('before') },
    before => sub { $_[KERNEL]->delay(split => 0.1) },
    split  => sub {
        $pid = fork // die "fork: $!";
        if (!$pid) {
            $is_child = 1;
            $_[KERNEL]->has_forked;
        }
        $_[KERNEL]->delay($is_child ? 'child' : 'parent' => 0.1);
    },
    parent => sub { waitpid $pid, 0; $_[KERNEL]->delay(end => 0.1) },
    child  => sub {
        POE::XS::Trace->export(url => $other->url, every => 0.05);
        $_[KERNEL]->delay(end => 0.1);
    },
    end => sub { },
);
POE::Kernel->run;
POE::XS::Trace->stop;
POSIX::_exit(0) if $is_child;

my @mine   = $mine->spans(1);
my @others = $other->spans(1);
is(scalar(grep { $_->{name} eq 'child' } @mine), 0, 'nothing of the child');
is(scalar(grep { $_->{name} eq 'parent' } @mine), 1, 'once what the parent did');
is(scalar(grep { $_->{name} eq 'before' } @mine), 1, 'and what was before');
is(scalar(grep { $_->{name} eq 'end' } @others), 1, 'a child that wants to sends its own');
is(scalar(grep { $_->{name} =~ /before|split/ } @others), 0, 'and nothing of its parent');
my %mine = map { $_->{spanId} => 1 } @mine;
is(scalar(grep { $mine{ $_->{spanId} } } @others), 0, 'by other IDs');
my ($request) = $other->requests;
is($other->resource($request)->{'process.pid'}, $pid, 'under its own number');

done_testing;
