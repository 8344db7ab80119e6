use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'traces are ours alone' if is_upstream() }
use Collector;

# A program may run its kernel twice, and die; what waits is sent at its end.

my $collector = Collector->new(200);
my $run       = run_child(<<'PERL', env => { URL => $collector->url });
use POE; use POE::XS::Trace;
POE::XS::Trace->export(url => $ENV{URL}, every => 0.05);
for my $n (1, 2) {
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->delay("run $n" => 0.2) },
        "run $n" => sub { $_[KERNEL]->delay("end $n" => 0.01) },
        "end $n" => sub { },
    });
    POE::Kernel->run;
}
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('dies') }, dies => sub { die "here\n" } });
POE::Kernel->run;
PERL
isnt($run->{status}, 0, 'a program that died');
like($run->{stderr}, qr/^here$/m, 'it says why');
my %ran = map { $_->{name} => 1 } $collector->spans(2);
is_deeply(
    [ grep { !$ran{$_} } 'run 1', 'end 1', 'run 2', 'end 2', 'dies' ], [],
    'all of it was sent'
);

done_testing;
