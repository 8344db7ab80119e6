use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EMSGSIZE);
use IO::Handle;
use Socket;

use POE::Driver::SysRW;

# Where each write is a packet, each chunk has to be one.
for my $kind (qw(SOCK_DGRAM SOCK_SEQPACKET)) {
    subtest $kind => sub {
        my $type = eval { Socket->can($kind)->() };
        plan skip_all => "no $kind here"
            if !defined $type || !socketpair my $near, my $far, AF_UNIX, $type, 0;
        $_->blocking(0) for $near, $far;
        my $driver = POE::Driver::SysRW->new;
        my @chunks = map { "packet $_" x $_ } 1 .. 5;
        $driver->put(\@chunks);
        is $driver->flush($near), 0;
        is_deeply [ map { $driver->get($far) } 1 .. 6 ], [ (map { [$_] } @chunks), [] ],
            'one chunk is one packet';

        my @many = map { sprintf '%05d', $_ } 1 .. 2000;
        my @got;
        $driver->put(\@many);
        while ($driver->get_out_messages_buffered) {
            my $left = $driver->flush($near);
            is $left % 5, 0, 'no packet goes out in part' if $left % 5;
            while (my ($chunk) = @{ $driver->get($far) }) { push @got, $chunk }
        }
        is_deeply \@got, \@many, 'also when the peer is slow';

        $driver->put(['abcdef']);
        $driver->flush($near);
        is_deeply(
            POE::Driver::SysRW->new(BlockSize => 3)->get($far), ['abc'],
            'BlockSize cuts a packet that is read'
        );
    };
}

subtest 'a packet that is too large' => sub {
    socketpair my $near, my $far, AF_UNIX, SOCK_DGRAM, 0 or plan skip_all => "no SOCK_DGRAM: $!";
    $_->blocking(0) for $near, $far;
    my $driver = POE::Driver::SysRW->new;
    $driver->put([ 'x' x 50_000_000, 'small' ]);
    is $driver->flush($near), 50_000_005;
    is $! + 0, EMSGSIZE, 'is an error';
    is $driver->get_out_messages_buffered, 2;
};

done_testing;
