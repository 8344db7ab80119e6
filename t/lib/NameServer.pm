package NameServer;

# For tests of names: starts the test once more in namespaces of its own, where the name server that it is told to ask
# is one of ours, on the loopback interface, with a zone that the test gives it. Skips the test where that is not
# allowed.

use strict;
use warnings;

use File::Spec;
use File::Temp;
use OwnNetwork ();
use POSIX      ();
use Socket     qw(:DEFAULT inet_pton);
use Test::More;
use Time::HiRes qw(time);

use constant { A => 1, AAAA => 28, ADDRESS => '127.0.0.1', PORT => 53 };

my ($server, $tester);

sub import {
    return _enter()                                 if $ENV{POE_TEST_NAME_SERVER};
    plan(skip_all => 'needs namespaces of its own') if system 'unshare -rmn true >/dev/null 2>&1';
    @ENV{qw(POE_TEST_NAME_SERVER POE_TEST_OWN_NETWORK)} = (1, 1);
    my @include = map { '-I' . File::Spec->rel2abs($_) } grep { !ref } @INC;
    exec 'unshare', '-rmn', '--', $^X, @include, $0, @ARGV or die "unshare: $!";
}

# What the system's look-ups read is ours; without its file nsswitch is much the same. They ask again after a second: to a forked process an answer may be lost.
sub _enter {
    alarm 120 * ($ENV{POE_TEST_TIME_SCALE} || 1);
    OwnNetwork::_raise_loopback();
    my %file = (
        '/etc/resolv.conf'   => 'nameserver ' . ADDRESS . "\noptions timeout:1 attempts:3\n",
        '/etc/nsswitch.conf' => "hosts: files dns\n",
    );
    for my $path (grep {-e} sort keys %file) {
        my $file = File::Temp->new;
        print {$file} $file{$path};
        close $file;
        plan(skip_all => "$path cannot be replaced") if system 'mount', '--bind', "$file", $path;
    }
    return;
}

# Names and lists of their addresses; one without a list is never answered. Others do not exist. Answers are sent after so
# many seconds.
my $delay = 0;

sub start_slow {
    ($delay, my @zone) = @_;
    return start(@zone);
}

sub start {
    my (%zone) = @_;
    socket my $socket, PF_INET, SOCK_DGRAM, 0                or die "socket: $!";
    setsockopt $socket, SOL_SOCKET, SO_RCVBUF, 1 << 20       or die "setsockopt: $!";
    bind $socket, pack_sockaddr_in(PORT, inet_aton(ADDRESS)) or die "bind: $!";
    pipe my $reader, my $writer                              or die "pipe: $!";
    my $child = fork() // die "fork: $!";
    _start_server($socket, \%zone, $writer) if !$child;
    waitpid $child, 0;
    sysread $reader, my $pid, 4;
    ($server, $tester) = (unpack('N', $pid), $$);
    return;
}

# A child's child: it is none that the kernel under test could hear of.
sub _start_server {
    my ($socket, $zone, $writer) = @_;
    my $pid = fork() // die "fork: $!";
    _serve($socket, $zone) if !$pid;
    syswrite $writer, pack 'N', $pid;
    POSIX::_exit(0);
}

END {
    if ($server and $$ == $tester) {
        local $?;
        kill KILL => $server;
    }
}

sub _serve {
    my ($socket, $zone) = @_;
    my @late;    # answers that are still to be sent: when, what, to whom
    while (1) {
        if (_is_readable($socket, @late ? $late[0][0] - time : undef)) {
            my $peer   = recv $socket, my $query, 512, 0;
            my $answer = defined $peer ? _answer_to($query, $zone) : undef;
            push @late, [ time + $delay, $answer, $peer ] if defined $answer;
        }
        while (@late and $late[0][0] <= time) {
            my (undef, $answer, $peer) = @{ shift @late };
            send $socket, $answer, 0, $peer;
        }
    }
    return;
}

sub _is_readable {
    my ($socket, $seconds) = @_;
    vec(my $bits = '', fileno $socket, 1) = 1;
    return select($bits, undef, undef, defined $seconds && $seconds < 0 ? 0 : $seconds) > 0;
}

# A header of six numbers, one question: labels, each behind its length, up to an empty one; type and class.
sub _answer_to {
    my ($query, $zone)  = @_;
    my ($id, $flags)    = unpack 'nn', $query;
    my ($labels, $type) = substr($query, 12) =~ /\A((?:[^\0].*?)?)\0(..)/s or return undef;
    my $name     = join '.', unpack '(C/a)*', $labels;
    my $is_known = exists $zone->{$name};
    my @data     = $is_known ? _data_of($zone->{$name}, unpack 'n', $type) : ();
    return undef if $is_known and !$zone->{$name};
    my $question = substr $query, 12, length($labels) + 5;
    my $code     = 0x8180 | ($is_known ? 0 : 3);
    return pack('n6', $id, $code, 1, scalar @data, 0, 0) . $question . join '',
        map { pack 'n n n N n/a', 0xC00C, unpack('n', $type), 1, 60, $_ } @data;
}

sub _data_of {
    my ($addresses, $type) = @_;
    my $family = $type == A ? AF_INET : $type == AAAA ? AF_INET6 : return;
    return grep {defined} map { inet_pton($family, $_) } @{ $addresses || [] };
}

1;
