package POE::Driver::SysRW;

# Reads and writes by sysread and syswrite. The compiled part does it for plain handles; tied ones,
# and those with layers that perl has to see to, come back here.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp  qw(croak);
use Errno qw(EAGAIN EINTR EWOULDBLOCK);
use POE::XS;

use constant {
    OUTPUT_QUEUE => 0, CURRENT_OCTETS_DONE => 1, CURRENT_OCTETS_LEFT => 2,
    BLOCK_SIZE   => 3, TOTAL_OCTETS_LEFT   => 4,
};
use constant DEFAULT_BLOCK_SIZE => 65536;

# The compiled constructor makes drivers without parameters.
sub _new_any {
    my $class = shift;
    croak "$class requires an even number of parameters, if any" if @_ & 1;
    my %param      = @_;
    my $block_size = delete $param{BlockSize};
    _check_block_size($class, $block_size) if defined $block_size;
    $param{BlockSize} = undef              if exists {@_}->{BlockSize} and !defined $block_size;
    croak "$class has unknown parameter(s): @{[ sort keys %param ]}" if keys %param;
    return bless [ [], 0, 0, $block_size // DEFAULT_BLOCK_SIZE, 0 ], $class;
}

sub _check_block_size {
    my ($class, $size) = @_;
    no warnings 'numeric';
    croak "$class BlockSize must be greater than 0" unless $size > 0;
    return;
}

sub get_out_messages_buffered {
    my ($self) = @_;
    return scalar @{ $self->[OUTPUT_QUEUE] };
}

# A handle that is closed, or none, is an error that $! tells; nothing is said about it besides.
no warnings qw(closed unopened);

sub _would_block { return $! == EAGAIN || $! == EWOULDBLOCK || $! == EINTR }

# get() for a handle that only perl can read.
sub _get_by_perl {
    my ($self, $handle) = @_;
    my $octets = sysread $handle, my $data = '', $self->[BLOCK_SIZE];
    return [$data] if $octets;
    if (defined $octets) {
        $! = 0;
        return undef;    ## no critic (explicit undef is the answer)
    }
    return _would_block() ? [] : undef;
}

# flush() for a handle that only perl can write.
sub _flush_by_perl {
    my ($self, $handle) = @_;
    my $queue = $self->[OUTPUT_QUEUE];
    $! = 0;
    while (@$queue) {
        my $octets = _write_first($self, $handle) or last;
        $self->[TOTAL_OCTETS_LEFT] -= $octets;
        next if $self->[CURRENT_OCTETS_LEFT] -= $octets;
        shift @$queue;
        _begin_chunk($self);
    }
    return $self->[TOTAL_OCTETS_LEFT];
}

# How many octets of the first chunk went out; nothing but an error leaves $! set.
sub _write_first {
    my ($self, $handle) = @_;
    my $octets = do {
        use bytes;
        syswrite $handle, $self->[OUTPUT_QUEUE][0], $self->[CURRENT_OCTETS_LEFT],
            $self->[CURRENT_OCTETS_DONE];
    };
    $! = 0                                  if defined $octets or _would_block();
    $self->[CURRENT_OCTETS_DONE] += $octets if $octets;
    return $octets;
}

sub _begin_chunk {
    my ($self) = @_;
    my $queue = $self->[OUTPUT_QUEUE];
    $self->[CURRENT_OCTETS_DONE] = 0;
    $self->[CURRENT_OCTETS_LEFT] = @$queue ? do { use bytes; length $queue->[0] } : 0;
    return;
}

1;
