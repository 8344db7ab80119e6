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
    $self->begin_anew;
    return unless $self->is_alive;
    sysseek $handle, 0, SEEK_SET;
    return $self->{early} ? $self->again : $self->wait_for($self->{interval});
}

1;

__END__

=head1 NAME

POE::Wheel::FollowTail::ByHandle - polls a file that the program opened

=head1 DESCRIPTION

Behind L<POE::Wheel::FollowTail>; see L<POE::Wheel::FollowTail::Timer>, of which this is a subclass.
Programs have no need of it.

=head1 METHODS

=head2 at_end()

Looks what became of the file, when it has been read to its end.

=head2 begin()

What a poll begins with.

=head2 watch()

Tells the notice what to hear of.

=head1 SEE ALSO

L<POE::Wheel::FollowTail>, L<POE::Wheel::FollowTail::Timer>

=cut
