use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Fcntl qw(F_GETFL O_NONBLOCK);
use POETest;
use Test::More;

use POE::Pipe::TwoWay;

sub carries {
    my ($from, $to, $text) = @_;
    is syswrite($from, $text), length $text, "$text: write";
    sysread $to, my $got, 99;
    is $got, $text, 'read';
    return;
}

for my $type (qw(pipe socketpair inet)) {
    subtest $type => sub {
        my @handles = POE::Pipe::TwoWay->new($type);
        is @handles, 4, 'four handles';
        my ($here_reads, $here_writes, $there_reads, $there_writes) = @handles;
        carries($here_writes, $there_reads, 'over');
        carries($there_writes, $here_reads, 'and back');
        ok !(fcntl($_, F_GETFL, 0) & O_NONBLOCK), 'blocking' for @handles;
        my %different = map { $_ => 1 } @handles;
        is keys %different, $type eq 'pipe' ? 4 : 2, 'a socket both reads and writes';
        is !!-S $_, $type ne 'pipe', 'of its kind' for @handles;
        close $here_writes;
        is sysread($there_reads, my $got, 9), 0, 'the end is seen';
    };
}

subtest 'the peers of an inet pair are each other' => sub {
    my ($here, undef, $there) = POE::Pipe::TwoWay->new('inet');
    is getpeername $here, getsockname $there;
    is getsockname $here, getpeername $there;
    require Socket;
    my (undef, $address) = Socket::unpack_sockaddr_in(getsockname $here);
    is Socket::inet_ntoa($address), '127.0.0.1';
};

subtest 'without a type, and with an unknown one' => sub {
    for my $type ([], [undef], ['bogus'], ['']) {
        my @handles = POE::Pipe::TwoWay->new(@$type);
        is @handles, 4;
        ok -S $_, 'a socket' for @handles;
        carries(@handles[ 1, 2 ], 'over');
    }
};

subtest 'what is printed goes out at once' => sub {
    my ($here_reads, $here_writes, $there_reads, $there_writes) = POE::Pipe::TwoWay->new;
    print $here_writes 'x';
    print $there_writes 'y';
    sysread $there_reads, my $got, 9;
    is $got, 'x';
    sysread $here_reads, $got, 9;
    is $got, 'y';
};

isa_ok 'POE::Pipe::TwoWay', 'POE::Pipe';
no_growth($_, sub { POE::Pipe::TwoWay->new($_) }, 100) for qw(pipe socketpair inet);

done_testing;
