use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;
use WebProbe;

# A child that goes on with the kernel has its own port and token, or none where the port is given.

WebProbe->plan_or_skip;
my $folder = File::Temp->newdir;

sub run_with {
    my ($where) = @_;
    return run_child(<<'CODE', env => { POE_PROBE_HTTP => $where, POE_PROBE_DIR => "$folder" });
use POE; use POE::XS::Probe;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->yield('fork') },
    fork   => sub {
        my $before = POE::XS::Probe->url;
        my $pid    = fork;
        if ($pid) { waitpid $pid, 0; print $before eq POE::XS::Probe->url ? "kept\n" : "lost\n"; return }
        $_[KERNEL]->has_forked;
        my $mine = POE::XS::Probe->url;
        print defined $mine ? $mine ne $before ? "own\n" : "the same\n" : "none\n";
    },
});
POE::Kernel->run;
CODE
}

my $ran = run_with('127.0.0.1:0');
like $ran->{stdout}, qr/\Aown\nkept\n/, 'a port of its own';
is scalar(() = $ran->{stderr} =~ m{^POE_PROBE_HTTP: http://}mg), 2, '... that is shown';

require IO::Socket::INET;
# A port that was free a moment ago may be somebody else's now.
for (1 .. 5) {
    my $free = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)->sockport;
    $ran = run_with("127.0.0.1:$free");
    last if $ran->{stderr} =~ m{^POE_PROBE_HTTP: http://}m;
}
like $ran->{stdout}, qr/\Anone\nkept\n/, 'the parent keeps the one that is given';
is scalar(() = $ran->{stderr} =~ /^POE_PROBE_HTTP/mg), 1, '... without a complaint';
is_deeply [ glob "$folder/*.url" ], [], 'nothing is left';

done_testing;
