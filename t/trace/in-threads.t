use strict;
use warnings;

use Config;
use lib 't/lib';
use POETest;
use Test::More;

plan skip_all => 'traces are ours alone' if is_upstream();
plan skip_all => 'needs threads'         if !$Config{useithreads};

# A thread has a kernel of its own: traces begin anew in it, and those of its maker go on.

my $run = run_child(<<'PERL', switches => ['-Mthreads']);
use POE; use POE::XS::Trace;
POE::XS::Trace->export(url => 'http://127.0.0.1:9/', warn => sub { }, last => 0);
sub said { return POE::XS::Trace->traceparent // 'none' }
sub thread {
    my @said = (POE::XS::Trace->is_on, POE::XS::measures(), POE::XS::Trace->exported // 'nothing');
    POE::Session->create(inline_states => {
        _start => sub { push @said, said(); POE::XS::Trace->start; $_[KERNEL]->yield('next') },
        next   => sub { push @said, said() },
    });
    POE::Kernel->run;
    return join ' ', @said;
}
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->yield('next') },
    next   => sub {
        my $before = said();
        print threads->create(\&thread)->join, "\n";
        print $before eq said() ? "the same\n" : "another one\n";
    },
});
POE::Kernel->run;
PERL
like(
    $run->{stdout}, qr/\A0 off nothing none 00-[0-9a-f]{32}-[0-9a-f]{16}-01\nthe same\n\z/,
    'each its own'
);
is($run->{stderr}, '', 'no complaint');

done_testing;
