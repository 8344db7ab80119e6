use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Fcntl qw(F_GETFL F_GETFD FD_CLOEXEC O_NONBLOCK);
use POETest;
use Test::More;

use POE::Pipe::OneWay;

my %is_socket = (pipe => 0, socketpair => 1, inet => 1);

sub works {
    my ($reader, $writer) = @_;
    is syswrite($writer, 'there'), 5, 'write';
    is sysread($reader, my $got, 99), 5, 'read';
    is $got, 'there';
    close $writer;
    is sysread($reader, $got, 99), 0, 'the end is seen';
    return;
}

for my $type (qw(pipe socketpair inet)) {
    subtest $type => sub {
        my @handles = POE::Pipe::OneWay->new($type);
        is @handles, 2, 'two handles';
        is !!-S $_, !!$is_socket{$type}, 'of its kind'              for @handles;
        is ref $_, 'GLOB', 'plain globs'                            for @handles;
        ok !(fcntl($_, F_GETFL, 0) & O_NONBLOCK), 'blocking'        for @handles;
        ok + (fcntl($_, F_GETFD, 0) & FD_CLOEXEC), 'closed by exec' for @handles;
        works(@handles);
    };
}

subtest 'only one way' => sub {
    local $SIG{PIPE} = 'IGNORE';
    for my $type (qw(pipe socketpair inet)) {
        my ($reader, $writer) = POE::Pipe::OneWay->new($type);
        no warnings 'io';
        ok !syswrite($reader, 'x'), "$type: the reader cannot write";
        ok !sysread($writer, my $got, 1), 'and the writer not read';
    }
};

subtest 'what is printed goes out at once' => sub {
    my ($reader, $writer) = POE::Pipe::OneWay->new;
    my $selected = select;
    print $writer 'x';
    sysread $reader, my $got, 99;
    is $got, 'x';
    is select, $selected, 'the selected handle is still that';
};

subtest 'without a type, and with an unknown one' => sub {
    for my $type ([], [undef], ['bogus'], ['']) {
        my @handles = POE::Pipe::OneWay->new(@$type);
        ok -p $_, 'a pipe' for @handles;
        works(@handles);
    }
};

subtest 'many are different' => sub {
    my @all  = map { POE::Pipe::OneWay->new } 1 .. 10;
    my %seen = map { fileno($_) => 1 } @all;
    is keys %seen, 20;
};

subtest 'in scalar context, the last' => sub {
    my $writer = POE::Pipe::OneWay->new;
    is ref $writer, 'GLOB';
    open my $copy, '>&', $writer or die $!;
    pass 'it can be written to';
};

subtest 'classes' => sub {
    isa_ok 'POE::Pipe::OneWay', 'POE::Pipe';
    ok !POE::Pipe->can('new'), 'POE::Pipe makes none itself';
};

no_growth($_, sub { POE::Pipe::OneWay->new($_) }, 100) for qw(pipe socketpair inet);

done_testing;
