use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno      qw(EAGAIN EBADF ECONNRESET EIO EISDIR EWOULDBLOCK);
use File::Temp qw(tempfile);
use IO::Handle;
use Socket;

use POE::Driver::SysRW;

sub pair {
    socketpair my $one, my $other, AF_UNIX, SOCK_STREAM, 0 or die $!;
    $_->blocking(0) for $one, $other;
    return ($one, $other);
}

# What get returns, and $! after it.
sub got {
    my ($driver, $handle) = @_;
    $! = EIO;
    my $chunks = $driver->get($handle);
    return [ $chunks, $! + 0 ];
}

subtest 'what has come' => sub {
    my ($near, $far) = pair();
    my $driver = POE::Driver::SysRW->new;
    is_deeply $driver->get($near), [], 'is nothing yet';
    syswrite $far, "a\0b";
    is_deeply $driver->get($near), ["a\0b"], 'or one chunk';
    is_deeply $driver->get($near), [];
    syswrite $far, 'end';
    close $far;
    is_deeply $driver->get($near), ['end'];
    is_deeply got($driver, $near), [ undef, 0 ], 'or undef without an error: the end';
    is_deeply got($driver, $near), [ undef, 0 ], 'each time';
    is scalar(my @list = $driver->get($near)), 1, 'undef in a list, too';
};

subtest 'BlockSize' => sub {
    my ($near, $far) = pair();
    my $driver = POE::Driver::SysRW->new(BlockSize => 3);
    syswrite $far, 'abcdefgh';
    is_deeply [ map { $driver->get($near) } 1 .. 4 ], [ ['abc'], ['def'], ['gh'], [] ];
    syswrite $far, 'x' x 70_000;
    is length POE::Driver::SysRW->new(BlockSize => 100_000)->get($near)->[0], 70_000, 'large';
    syswrite $far, 'x' x 70_000;
    is length POE::Driver::SysRW->new->get($near)->[0], 65_536, 'by default';
};

subtest 'each chunk is a value of its own' => sub {
    my ($near, $far) = pair();
    my $driver = POE::Driver::SysRW->new(BlockSize => 4);
    syswrite $far, 'abcdefghij';
    my @chunks = map { $driver->get($near)->[0] } 1 .. 3;
    $chunks[1] .= 'x';
    is_deeply \@chunks, [ 'abcd', 'efghx', 'ij' ];
};

subtest 'errors' => sub {
    my $driver = POE::Driver::SysRW->new;
    my ($near, $far) = pair();
    syswrite $near, 'unread';
    close $far;
    is_deeply got($driver, $near), [ undef, ECONNRESET ], 'are in $!';
    close $near;
    is_deeply [
        warnings_of(sub { is_deeply got($driver, $near), [ undef, EBADF ], 'a closed handle' }) ],
        [], 'is no more than an error';
    opendir my $folder, '/'  or die $!;
    open my $slash, '<', '/' or die $!;
    is_deeply got($driver, $slash), [ undef, EISDIR ], 'a directory';
};

subtest 'files and pipes' => sub {
    my $driver = POE::Driver::SysRW->new(BlockSize => 4);
    my ($file) = tempfile(UNLINK => 1);
    syswrite $file, 'content';
    sysseek $file, 0, 0;
    is_deeply [ map { $driver->get($file) } 1 .. 2 ], [ ['cont'], ['ent'] ];
    is_deeply got($driver, $file), [ undef, 0 ];
    pipe my $in, my $out or die $!;
    syswrite $out, 'ab';
    is_deeply $driver->get($in), ['ab'];
    close $out;
    is_deeply got($driver, $in), [ undef, 0 ];
};

subtest 'handles by other names' => sub {
    my $driver = POE::Driver::SysRW->new;
    for my $form (sub { *{ $_[0] } }, sub { *{ $_[0] }{IO} }, sub { $_[0] }) {
        my ($near, $far) = pair();
        syswrite $far, 'x';
        is_deeply $driver->get($form->($near)), ['x'];
        $driver->put(['y']);
        is $driver->flush($form->($near)), 0;
        is_deeply $driver->get($far), ['y'];
    }
    pipe NAMED, my $out or die $!;
    syswrite $out, 'xy';
    my $one = POE::Driver::SysRW->new(BlockSize => 1);
    is_deeply $one->get(*NAMED), ['x'], 'a glob';
    is_deeply $one->get(\*NAMED), ['y'], 'a reference to one';
};

done_testing;
