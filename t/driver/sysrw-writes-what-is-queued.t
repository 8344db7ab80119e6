use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EBADF EIO EPIPE);
use IO::Handle;
use Socket;

use POE::Driver::SysRW;

$SIG{PIPE} = 'IGNORE';

sub driver { return POE::Driver::SysRW->new }

sub pair {
    socketpair my $one, my $other, AF_UNIX, SOCK_STREAM, 0 or die $!;
    $_->blocking(0) for $one, $other;
    return ($one, $other);
}

# All that has arrived.
sub arrived {
    my ($handle) = @_;
    my $all = '';
    1 while sysread $handle, $all, 65536, length $all;
    return $all;
}

# What flush returns, and $! after it.
sub flushed {
    my ($driver, $handle) = @_;
    $! = EIO;
    my $octets = $driver->flush($handle);
    return [ $octets, $! + 0 ];
}

subtest 'put counts' => sub {
    my $driver = driver();
    is $driver->put([ 'a', 'bcd' ]), 4, 'octets';
    is $driver->put(['ef']), 6, 'all that are queued';
    is $driver->get_out_messages_buffered, 3, 'and chunks';
    is $driver->put([ '', undef, '' ]), 6, 'nothing is no chunk';
    is $driver->get_out_messages_buffered, 3;
    is $driver->put([]), 6;
    is_deeply $driver->[0], [ 'a', 'bcd', 'ef' ];
};

subtest 'chunks are copies' => sub {
    my ($near, $far) = pair();
    my $driver = driver();
    my @chunks = ('abc', 5);
    $driver->put(\@chunks);
    $chunks[0] = 'xyz';
    $driver->flush($near);
    is arrived($far), 'abc5';
    is_deeply \@chunks, [ 'xyz', 5 ];
};

subtest 'flush writes all of it' => sub {
    my ($near, $far) = pair();
    my $driver = driver();
    $driver->put([ map {"chunk $_;"} 1 .. 200 ]);
    is_deeply flushed($driver, $near), [ 0, 0 ], 'and leaves 0 and no error';
    is $driver->get_out_messages_buffered, 0;
    is arrived($far), join '', map {"chunk $_;"} 1 .. 200;
    is_deeply flushed($driver, $near), [ 0, 0 ], 'nothing queued is no error either';
    $driver->put(['more']);
    is_deeply flushed($driver, $near), [ 0, 0 ];
    is arrived($far), 'more';
};

subtest 'a full handle' => sub {
    my ($near, $far) = pair();
    my $driver = driver();
    my $text   = join '', map { chr $_ % 256 } 1 .. 100_000;
    my $octets = $driver->put([ ($text) x 20, 'end' ]);
    my $got    = '';
    my ($left, $messages) = ($octets, 21);
    while ($left) {
        my $result = flushed($driver, $near);
        is $result->[1], 0, 'is no error' if $result->[1];
        cmp_ok $result->[0], '<', $left, 'something went out' or last;
        $left = $result->[0];
        $got .= arrived($far);
        is $octets - $left, length $got, 'the count is right' if $octets - $left != length $got;
        cmp_ok $driver->get_out_messages_buffered, '<=', $messages;
        $messages = $driver->get_out_messages_buffered;
        is $messages, int(($left - 3 + 99_999) / 100_000) + 1, 'a partly written chunk counts'
            if $left;
    }
    ok $got eq $text x 20 . 'end', 'all arrives as it was';
    is $driver->get_out_messages_buffered, 0;
};

subtest 'while the handle stays full' => sub {
    my ($near) = my @both = pair();
    my $driver = driver();
    $driver->put([ 'x' x 10_000_000 ]);
    my $first = flushed($driver, $near);
    is_deeply flushed($driver, $near), $first, 'nothing changes';
    is $driver->put(['abc']), $first->[0] + 3, 'but what is added';
};

subtest 'errors' => sub {
    my ($near, $far) = pair();
    my $driver = driver();
    $driver->put([ 'abc', 'de' ]);
    close $far;
    is_deeply flushed($driver, $near), [ 5, EPIPE ], 'are in $!; the queue is kept';
    is $driver->get_out_messages_buffered, 2;
    my ($other, $peer) = pair();
    is_deeply flushed($driver, $other), [ 0, 0 ], 'and can be written elsewhere';
    is arrived($peer), 'abcde';
    $driver->put(['x']);
    close $other;
    is_deeply [
        warnings_of(sub { is_deeply flushed($driver, $other), [ 1, EBADF ], 'a closed handle' }) ],
        [], 'is no more than an error';
};

subtest 'characters' => sub {
    my ($near, $far) = pair();
    my $driver   = driver();
    my $upgraded = "\xe9";
    utf8::upgrade($upgraded);
    is $driver->put([ "\x{263a}", $upgraded, "\xe9" ]), 6, "count as perl's own octets";
    is_deeply flushed($driver, $near), [ 0, 0 ];
    is arrived($far), "\xe2\x98\xba\xc3\xa9\xe9", 'and go out as these';
};

subtest 'values that are no strings' => sub {
    {

        package Words;
        use overload '""' => sub {'words'}, fallback => 1
    }
    my ($near, $far) = pair();
    my $driver = driver();
    is $driver->put([ 15, 1.5, bless([], 'Words'), substr('abc', 1, 1) ]), 11;
    is_deeply flushed($driver, $near), [ 0, 0 ];
    is arrived($far), '151.5wordsb';
};

subtest 'a list of chunks that is none' => sub {
    my $driver = driver();
    is $driver->put(undef), 0, 'undef';
    is $driver->put(), 0, 'nothing at all';
    ok !eval { $driver->put('abc'); 1 }, 'a string is an error';
};

subtest 'chunks that a subclass queued itself' => sub {
    my ($near, $far) = pair();
    my $driver = driver();
    $driver->put(['a']);
    push @{ $driver->[0] }, 15, \'x';
    $driver->[4] += 2 + length $driver->[0][2];
    is_deeply flushed($driver, $near), [ 0, 0 ];
    like arrived($far), qr/\Aa15SCALAR\(0x\w+\)\z/, 'of any kind';
};

done_testing;
