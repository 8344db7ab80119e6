use strict;
use warnings;

use IO::Select;
use IO::Socket::INET;
use lib 't/lib';
use ExampleProgram;
use POETest;
use Test::More;

# Fake hosts on loopback: this process answers for all of them while it waits for the monitor.

sub new_host {
    my ($port) = @_;
    return IO::Socket::INET->new(
        Listen    => 50, LocalAddr => '127.0.0.1', LocalPort => $port || 0,
        ReuseAddr => 1
    ) || die "listen: $!";
}

my %answer;    # by listening socket; undef for one that never answers
my @connections;

sub add_hosts {
    my ($count, $answer) = @_;
    my @new = map { new_host() } 1 .. $count;
    $answer{ fileno $_ } = [ $_, $answer ] for @new;
    return map { '127.0.0.1:' . $_->sockport } @new;
}

# Until the monitor says what is awaited.
sub serve_until {
    my ($monitor, $pattern) = @_;
    my $until = time + scaled(30);
    while ($monitor->said !~ $pattern and time < $until) {
        my $sockets = IO::Select->new($monitor->{out}, map { $_->[0] } values %answer);
        for my $ready ($sockets->can_read(1)) {
            if ($ready == $monitor->{out}) { $monitor->_read or return 0; next }
            my $socket = $ready->accept or next;
            my $answer = $answer{ fileno $ready }[1];
            push @connections, $socket;
            print {$socket} "$answer\n" if defined $answer;
        }
    }
    @connections = ();
    return $monitor->said =~ $pattern;
}

sub monitor { return start_example('monitor.pl', args => [@_]) }

subtest 'many at once' => sub {
    needs_descriptors(450);
    my @up      = add_hosts(150, 'OK ready');
    my @wrong   = add_hosts(5, 'out of order');
    my @silent  = add_hosts(20);
    my @down    = map { [ quiet_port() ] } 1 .. 10;
    my @names   = (@up, @wrong, @silent, map {"127.0.0.1:$_->[0]"} @down);
    my $timeout = scaled(0.5);
    my $monitor = monitor('--rounds', 1, '--timeout', $timeout, '--expect', '^OK', @names);
    ok(serve_until($monitor, qr/^stopped\n/m), 'all are asked');
    my %count;
    $count{$_}++ for $monitor->said =~ /^\S+:\d+ is (\w+)\n/mg;
    is_deeply(
        \%count, { up => 150, wrong => 5, silent => 20, down => 10 },
        'and found as they are'
    );
    like($monitor->said, qr/^round 1: 150 of 185 up, in (\S+) s\n/m, 'and summed up');
    $monitor->finish->ended_well;
    %answer = ();
};

subtest 'changes' => sub {
    my ($quiet, $held) = quiet_port();
    my ($steady) = add_hosts(1);
    my $monitor = monitor('--every', 0.05, $steady, "127.0.0.1:$quiet");
    ok(serve_until($monitor, qr/\Q$steady\E is up\n/), 'one is up');
    ok(serve_until($monitor, qr/:$quiet is down\n/), 'one is down');
    close $held;
    my $host = new_host($quiet);
    $answer{ fileno $host } = [$host];
    ok(serve_until($monitor, qr/:$quiet is up \(was down\)\n/), 'and comes up');
    delete $answer{ fileno $host };
    close $host;
    ok(serve_until($monitor, qr/:$quiet is down \(was up\)\n/), 'and goes down again');
    my @about = $monitor->said =~ /^(\Q$steady\E is .*)$/mg;
    is(scalar @about, 1, 'what does not change is said once');
    ends_on($monitor, TERM => 'stopped');
    %answer = ();
};

subtest 'a question' => sub {
    my $host    = new_host();
    my $monitor = monitor(
        '--send', 'how are you?', '--expect', 'fine', '--rounds', 1,
        '127.0.0.1:' . $host->sockport
    );
    my $socket = $host->accept;
    is(read_line($socket), 'how are you?', 'is sent');
    print {$socket} "I am fine\n";
    ok($monitor->await(qr/ is up\n/), 'and the answer read');
    $monitor->finish->ended_well;
};

subtest 'the end' => sub {
    my ($silent) = add_hosts(1);
    my $monitor  = monitor('--timeout', 100, '--expect', 'x', $silent);
    my $socket   = $answer{ (keys %answer)[0] }[0]->accept;
    ends_on($monitor, INT => 'stopped');
};

shows_usage('monitor.pl');
shows_usage('monitor.pl', 'localhost');

done_testing;
