package OwnNetwork;

# For tests of programs whose port is fixed: starts the test once more in a network namespace of its
# own, where nobody else can hold that port. Where that is not allowed, such tests take turns.

use strict;
use warnings;

use Fcntl qw(LOCK_EX);
use File::Spec;
use Socket;

my $lock;

sub import {
    return _raise_loopback() if $ENV{POE_TEST_OWN_NETWORK};
    return _take_turns()     if system 'unshare -n true >/dev/null 2>&1';
    $ENV{POE_TEST_OWN_NETWORK} = 1;
    my @include = map { '-I' . File::Spec->rel2abs($_) } grep { !ref } @INC;
    exec 'unshare', '-n', '--', $^X, @include, $0, @ARGV or die "unshare: $!";
}

# A new namespace has a loopback interface, but it is down: set IFF_UP by SIOCSIFFLAGS.
sub _raise_loopback {
    socket my $socket, PF_INET, SOCK_DGRAM, 0 or die "socket: $!";
    my $request = pack 'a16 s x22', 'lo', 1;
    ioctl $socket, 0x8914, $request or die "loopback: $!";
    return;
}

sub _take_turns {
    my $file = File::Spec->catfile(File::Spec->tmpdir, "poe-xs-tests.$<.lock");
    open $lock, '>', $file or die "$file: $!";
    flock $lock, LOCK_EX;
    return;
}

1;
