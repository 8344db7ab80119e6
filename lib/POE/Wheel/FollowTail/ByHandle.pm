package POE::Wheel::FollowTail::ByHandle;

# Follows a plain file that the program opened.

use strict;
use warnings;

our $VERSION = '2.000';

use Fcntl qw(SEEK_SET);

use POE::Wheel::FollowTail::Timer ();

our @ISA = ('POE::Wheel::FollowTail::Timer');

sub watch {
    my ($self) = @_;
    my $handle = ${ $self->{handle} };
    $self->{notice}->follow([$handle]) if defined fileno $handle;
    return;
}

# The program may close its file.
sub begin {
    my ($self) = @_;
    return $self->read_on if defined fileno ${ $self->{handle} };
    $! = 0;
    return $self->fail('read');
}

sub at_end {
    my ($self) = @_;
    my $handle = ${ $self->{handle} };
    my @now    = (stat $handle)[ 0 .. 7 ] or return $self->fail('stat');
    my $again  = $self->has_changed(\@now);
    $self->remember(\@now);
    return $self->rest unless $again;
    $self->report('reset');
    return unless $self->is_alive;
    sysseek $handle, 0, SEEK_SET;
    return $self->{early} ? $self->again : $self->wait_for($self->{interval});
}

1;
