use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
require IKCPeer;
use POE;
use Socket qw(SOL_SOCKET SO_LINGER);

# Whatever a peer sends: its connection ends, with a reason, and those of others go on.

my @reasons;
my %test = (
    echo    => sub { $_[ARG0] },
    reasons => sub { return [ splice @reasons ] },
);
my $port = other_kernel(sub {
    $SIG{__WARN__} = sub { push @reasons, @_ };
    return server({ test => \%test }, on_error => sub { push @reasons, "@_" });
});
my $steady = IKCPeer->connect_to(port => $port, light => 1);

sub goes_on {
    my ($what) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return is($steady->call_light('test/echo', $what), $what, "... and others go on: $what");
}

# What was told, once it is.
sub reasons {
    my $until = time + scaled(10);
    my @all;
    push @all, @{ $steady->call_light('test/reasons') } while !@all && time < $until;
    return "@all";
}

sub shown { return (substr $_[0], 0, 30) =~ s/[^ -~]/?/gr }

subtest 'a port scan' => sub {
    for (1 .. 50) { IKCPeer->connect_to(port => $port, raw => 1)->hang_up }
    my $peer = IKCPeer->connect_to(port => $port, raw => 1);
    setsockopt $peer->{socket}, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0;
    $peer->hang_up;
    IKCPeer->connect_to(port => $port, raw => 1)->put("SETUP KERNEL=x")->hang_up;
    goes_on('a scan');
    like(reasons(), qr/\bread 0\b/, 'is told');
};

my $setup     = 'SETUP KERNEL=Bad%s;FREEZER=Storable;PID=1';
my @greetings = (
    'x' x 5000, "GET / HTTP/1.0\r\n" x 20,
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" . "\n" x 12,
    "HELLO IKC1\r\n" x 12, "SETUP\r\n" x 12, "\0" x 5000, "\r\n" x 20,
    (
        map { "SETUP KERNEL=x;FREEZER=$_;PID=1\r\n" x 12 }
            qw(../../../etc/passwd POSIX IO::File Text::Wrap main::), '|ls', "\0"
    ),
    "HELLO\r\n" . "WHAT\r\n" x 12,
    "HELLO\r\n" . "OK\r\n" x 10 . "IAM x\r\nDONE\r\n" . "FREEZER IO::Handle\r\n" x 12,
    "SETUP KERNEL=" . join(',', 1 .. 80) . ";FREEZER=Storable\r\n" . "\r\n" x 12,
);

subtest 'no greeting' => sub {
    for my $octets (@greetings) {
        my $peer = IKCPeer->connect_to(port => $port, raw => 1);
        $peer->put($octets);
        1 while $peer->_more;
        pass('the connection ends: ' . shown($octets));
        like(reasons(), qr/\bsetup\b|\bread\b/, 'with a reason');
    }
    goes_on('greetings');
};

my @frames = (
    "0\0", "\0", "x", "-1\0", "1x\0", "GET / HTTP/1.0\r\n\r\n", '9' x 40, '9' x 20 . "\0",
    "99999999\0", "16777217\0",
    "5\0hello", "6\0\x05\x0b\x03\0\0\0", "7\0\x05\x0b\x02\0\0\0\0", "4\0\x05\x0b\x0a\0",
    "\x05" x 30, " 5\0hello",
);
subtest 'no message' => sub {
    my $number = 0;
    for my $octets (@frames) {
        my $peer = IKCPeer->connect_to(port => $port, names => [ 'Bad' . ++$number ]);
        $peer->put($octets);
        ok($peer->ends, 'the connection ends: ' . shown($octets));
    }
    my $peer = IKCPeer->connect_to(port => $port, names => ['Cut']);
    $peer->put("100\0abc")->hang_up;
    goes_on('frames');
};

subtest 'random octets' => sub {
    srand 15;
    my $random = sub {
        join '', map { chr int rand 256 } 1 .. 1 + rand $_[0];
    };
    for (1 .. 60) {
        IKCPeer->connect_to(port => $port, raw => 1)->put($random->(300))->hang_up;
        my $peer = IKCPeer->connect_to(
            port    => $port, names => ["Random$_"],
            freezer => (qw(Storable FreezeThaw POE::Component::IKC::Freezer))[ $_ % 3 ]);
        my $good = $peer->freeze({
            event => 'poe://Srv/test/echo', params => [ 1, { two => 'x' } ],
            rsvp  => $peer->from('cli') });
        substr($good, rand length $good, 1 + rand 3) = $random->(3) for 0 .. rand 3;
        eval { $peer->put(length($good) . "\0$good"); $peer->put($random->(50)) };
        $peer->hang_up;
        goes_on("random $_") if $_ % 20 == 0;
    }
};

done_testing;
