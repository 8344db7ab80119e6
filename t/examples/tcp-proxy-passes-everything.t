use strict;
use warnings;

use IO::Select;
use IO::Socket::INET;
use lib 't/lib';
use ExampleProgram;
use Test::More;

my $target = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die "listen: $!";
my $proxy  = start_example('tcp-proxy.pl', args => [ 0, '127.0.0.1:' . $target->sockport ]);
my $port   = where_it_listens($proxy);

sub new_pair {
    my $near = connect_to_example($port);
    my $far  = $target->accept or die "accept: $!";
    return ($near, $far);
}

# Writes the text over and over until nothing more is taken for a quarter of a second.
sub fill {
    my ($socket, $text) = @_;
    my $taken = 0;
    $socket->blocking(0);
    while (IO::Select->new($socket)->can_write(0.25)) {
        $taken += syswrite($socket, $text x 2, length $text, $taken % length $text) || 0;
    }
    $socket->blocking(1);
    return $taken;
}

sub read_all {
    my ($socket, $octets) = @_;
    my $seen = '';
    while (length $seen < $octets && IO::Select->new($socket)->can_read(20)) {
        sysread $socket, $seen, 1 << 20, length $seen or last;
    }
    return $seen;
}

subtest 'bytes both ways' => sub {
    my ($near, $far) = new_pair();
    syswrite $near, "a\0b";
    is(read_all($far, 3), "a\0b", 'there');
    syswrite $far, "\xff\n\r";
    is(read_all($near, 3), "\xff\n\r", 'and back');
    close $near;
    is(read_all($far, 1), '', 'the end is passed on');
    close $far;
    ok($proxy->await(qr/: 3 octets there, 3 back\n/), 'and the octets are counted');
};

subtest 'half an end' => sub {
    my ($near, $far) = new_pair();
    syswrite $near, 'question';
    shutdown $near, 1;
    is(read_all($far, 100), 'question', 'one direction has ended');
    syswrite $far, 'answer';
    is(read_all($near, 6), 'answer', 'the other goes on');
    close $far;
    is(read_all($near, 1), '', 'until it ends too');
};

subtest 'a slow reader' => sub {
    my ($near, $far) = new_pair();
    my $text = join '', map { pack 'N', $_ } 1 .. 16_384;
    my $sent = fill($near, $text);
    cmp_ok($sent, '>', 300_000, 'much is on its way');
    cmp_ok($sent, '<', 50_000_000, 'but there is a limit');
    shutdown $near, 1;
    my $seen  = read_all($far, $sent + 1);
    my $whole = $seen eq substr $text x (1 + $sent / length $text), 0, $sent;
    ok($whole, 'nothing is lost or out of order');
};

subtest 'the target is away' => sub {
    my ($quiet, $held) = quiet_port();
    my $lonely = start_example('tcp-proxy.pl', args => [ 0, "127.0.0.1:$quiet" ]);
    my $near   = connect_to_example(where_it_listens($lonely));
    is(read_all($near, 1), '', 'the client is hung up on');
    ok($lonely->await(qr/: Connection refused\n/), 'and the reason told');
    ends_on($lonely, TERM => 'no more connections\nstopped');
};

subtest 'the end' => sub {
    my ($near, $far) = new_pair();
    $proxy->signal('INT');
    ok($proxy->await(qr/INT: no more connections/), 'no more connections');
    syswrite $near, 'still here';
    is(read_all($far, 10), 'still here', 'but those that are there go on');
    close $_ for $near, $far;
    ends_on($proxy, undef, 'stopped');
};

shows_usage('tcp-proxy.pl', 0);
shows_usage('tcp-proxy.pl', 0, 'somewhere');

done_testing;
