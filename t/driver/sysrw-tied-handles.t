use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno  qw(EAGAIN ECONNRESET EIO EPERM EPIPE);
use Symbol qw(gensym);

use POE::Driver::SysRW;

# Every call is written down; answers come from a list: a string or number to return, or [errno].
{

    package Tied;
    sub TIEHANDLE { my ($class, @answers) = @_; return bless { answers => \@answers }, $class }

    sub answer {
        my ($self) = @_;
        my $answer = shift @{ $self->{answers} };
        return $answer if !ref $answer;
        $! = $answer->[0];
        return undef;
    }

    sub READ {
        my ($self, undef, @rest) = @_;
        push @{ $self->{calls} }, [ 'READ', @rest ];
        my $answer = $self->answer;
        return $answer if !defined $answer || $answer eq '0';
        $_[1] = $answer;
        return length $answer;
    }

    sub WRITE {
        my ($self, @arguments) = @_;
        push @{ $self->{calls} }, [ 'WRITE', @arguments ];
        return $self->answer;
    }
}

sub tied_handle {
    my @answers = @_;
    my $handle  = gensym();
    tie *$handle, 'Tied', @answers;
    return $handle;
}

sub calls { return tied(*{ $_[0] })->{calls} }

sub with_errno {
    my ($code) = @_;
    $! = EIO;
    my $result = $code->();
    return [ $result, $! + 0 ];
}

subtest 'reading' => sub {
    my $driver = POE::Driver::SysRW->new(BlockSize => 10);
    my $handle = tied_handle('abc', [EAGAIN], [ECONNRESET], 0);
    is_deeply [
        map {
            with_errno(sub { $driver->get($handle) })
        } 1 .. 4
        ],
        [ [ ['abc'], EIO ], [ [], EAGAIN ], [ undef, ECONNRESET ], [ undef, 0 ] ],
        'goes through the tie, errors and all';
    is_deeply calls($handle), [ ([ 'READ', 10 ]) x 4 ], 'without an offset';
};

subtest 'writing' => sub {
    my $driver = POE::Driver::SysRW->new;
    my $handle = tied_handle(2, 1, 2, [EAGAIN], 1, 0, [EPIPE], 2);
    $driver->put([ 'abc', 'de', 'fgh' ]);
    is_deeply [
        map {
            with_errno(sub { $driver->flush($handle) })
        } 1 .. 4
        ],
        [ [ 3, 0 ], [ 2, 0 ], [ 2, EPIPE ], [ 0, 0 ] ],
        'goes through the tie, until it writes nothing';
    is_deeply calls($handle),
        [
        [ 'WRITE', 'abc', 3, 0 ], [ 'WRITE', 'abc', 1, 2 ],
        [ 'WRITE', 'de', 2, 0 ], [ 'WRITE', 'fgh', 3, 0 ],
        [ 'WRITE', 'fgh', 3, 0 ], [ 'WRITE', 'fgh', 2, 1 ],
        [ 'WRITE', 'fgh', 2, 1 ], [ 'WRITE', 'fgh', 2, 1 ],
        ],
        'with the whole chunk and where to begin in it';
    is $driver->get_out_messages_buffered, 0;
};

subtest 'a tie that leaves an old error' => sub {
    my $driver = POE::Driver::SysRW->new;
    {

        package Noisy;
        our @ISA = 'Tied';
        sub WRITE { $! = Errno::EPERM(); return 3 }
    }
    my $handle = gensym();
    tie *$handle, 'Noisy';
    $driver->put(['abc']);
    is_deeply with_errno(sub { $driver->flush($handle) }), [ 0, 0 ], 'has written all the same';
};

subtest 'a handle that is tied later, and untied' => sub {
    my $driver = POE::Driver::SysRW->new;
    pipe my $in, my $out or die $!;
    $driver->put(['a']);
    is $driver->flush($out), 0;
    tie *$out, 'Tied', 1;
    $driver->put(['b']);
    is $driver->flush($out), 0;
    is_deeply calls($out), [ [ 'WRITE', 'b', 1, 0 ] ];
    untie *$out;
    $driver->put(['c']);
    is $driver->flush($out), 0;
    is_deeply $driver->get($in), ['ac'];
    tie *$in, 'Tied', 'tied';
    is_deeply $driver->get($in), ['tied'];
};

subtest 'partial chunks written one way and then the other' => sub {
    my $driver = POE::Driver::SysRW->new;
    pipe my $in, my $out or die $!;
    tie *$out, 'Tied', 2, 0;
    $driver->put([ 'abcd', 'ef' ]);
    is $driver->flush($out), 4;
    untie *$out;
    is $driver->flush($out), 0;
    is_deeply $driver->get($in), ['cdef'], 'go on where they were';
};

subtest 'a tie that dies' => sub {
    {

        package Dies;
        our @ISA = 'Tied';
        sub WRITE { die "write\n" }
        sub READ  { die "read\n" }
    }
    my $driver = POE::Driver::SysRW->new;
    my $handle = gensym();
    tie *$handle, 'Dies';
    is eval { $driver->get($handle); 1 }, undef;
    is $@, "read\n";
    $driver->put(['abc']);
    is eval { $driver->flush($handle); 1 }, undef;
    is $@, "write\n";
    is $driver->get_out_messages_buffered, 1, 'keeps what was queued';
};

done_testing;
