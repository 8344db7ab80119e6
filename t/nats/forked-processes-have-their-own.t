use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use NATSServer;
use POETest;
use Test::More;

use POE;

needs_nats();
require POE::Component::Client::NATS;

my $server = nats_server();
my ($nats, %got, $child);
pipe my $in, my $out or die $!;

sub start {
    $nats = POE::Component::Client::NATS->spawn(
        servers => $server->url,
        events  => { connected => 'fork_it', reconnected => 'is_back' },
    );
    $nats->subscribe('a', event => 'got');
}

sub fork_it {
    return if $child++;
    $nats->publish('a', 'once');
    $nats->request('nobody', '', event => 'is_over');
    my $pid = fork // die $!;
    if (!$pid) {
        $_[KERNEL]->has_forked;
        $child = -1;
        return;
    }
    $_[KERNEL]->sig_child($pid => 'done');
    $nats->publish('a', 'from the parent') for 1 .. 3;
}

# The child hears nothing of the parent's connection, and comes with one of its own.
sub is_back {
    return if $child != -1;
    $nats->publish('a', 'from the child');
}

sub got {
    my $payload = $_[ARG0]->payload;
    $got{$payload}++;
    return if $payload ne 'from the child';
    if ($child == -1) { syswrite $out, "child $got{$payload}\n"; POSIX::_exit(0) }
}

POE::Session->create(
    inline_states => {
        _start  => \&start,
        fork_it => \&fork_it,
        is_back => \&is_back,
        got     => \&got,
        is_over => sub { syswrite $out, $_[ARG1]->kind . "\n" if $child == -1 },
        done    => sub { $nats->close },
    });
POE::Kernel->run;
close $out;

is_deeply [ readline $in ], [ "forked\n", "child 1\n" ],
    'the child is connected; its parent\'s question is over';
is_deeply \%got, { once => 1, 'from the parent' => 3, 'from the child' => 1 },
    'the parent missed nothing';
is $nats->statistics->{reconnects}, 0, 'and kept its connection';

done_testing;
