use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Socket;
use Test::More;

use POE qw(Wheel::ReadWrite Filter::Line Filter::Stream Filter::Block);

# What came and was not yet a record when a wheel gets another filter is the new filter's, and its
# records come at once, though nothing more arrives.

my %filter = (
    stream => sub { POE::Filter::Stream->new },
    block  => sub { POE::Filter::Block->new(BlockSize => 3) },
    line   => sub { POE::Filter::Line->new(Literal => '.') },
);

sub records {
    my ($method, $kind, $sent) = @_;
    socketpair my $here, my $there, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
    my @records;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(Handle => $here, InputEvent => 'got');
            syswrite $there, "switch\n$sent";
            $_[KERNEL]->delay(limit => 0.3);
        },
        got => sub {
            my ($heap, $record) = @_[ HEAP, ARG0 ];
            push @records, $record;
            $heap->{wheel}->$method($filter{$kind}->()) if $record eq 'switch';
        },
        limit => sub { delete $_[HEAP]{wheel} },
    );
    return \@records;
}

for my $method (qw(set_filter set_input_filter)) {
    is_deeply records($method, stream => 'abcdef'), [ 'switch', 'abcdef' ], "$method: a stream";
    is_deeply records($method, block  => 'abcdefg'), [ 'switch', 'abc', 'def' ], "$method: blocks";
    is_deeply records($method, line   => 'ab.cd.e'), [ 'switch', 'ab', 'cd' ], "$method: lines";
    is_deeply records($method, stream => ''), ['switch'], "$method: nothing was pending";
}

done_testing;
