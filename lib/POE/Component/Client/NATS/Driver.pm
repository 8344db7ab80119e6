package POE::Component::Client::NATS::Driver;

# The driver of a connection, used by the process that made the connection and by none that was forked
# from it: bytes that one of them takes are missed by the other, and two write into each other's messages.

use strict;
use warnings;

our $VERSION = '2.000';
our @ISA     = ('POE::Driver');

use Errno qw(EBADF);

use POE::Driver ();

use constant { BELOW => 0, PROCESS => 1 };

sub new {
    my ($class, $below) = @_;
    return bless [ $below, $$ ], $class;
}

sub get {
    my ($self, $handle) = @_;
    return $self->[BELOW]->get($handle) if $$ == $self->[PROCESS];
    $! = EBADF;
    return undef;    ## no critic (explicit undef is the answer)
}

sub put {
    my ($self, $chunks) = @_;
    return $$ == $self->[PROCESS] ? $self->[BELOW]->put($chunks) : 0;
}

sub flush {
    my ($self, $handle) = @_;
    return $self->[BELOW]->flush($handle) if $$ == $self->[PROCESS];
    $! = EBADF;
    return 0;
}

sub get_out_messages_buffered {
    my ($self) = @_;
    return $$ == $self->[PROCESS] ? $self->[BELOW]->get_out_messages_buffered : 0;
}

1;
