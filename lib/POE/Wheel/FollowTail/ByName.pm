package POE::Wheel::FollowTail::ByName;

# Follows whatever plain file has a name. A file that has lost the name is read to its end before
# the one that has got it.
#
# Without notices a file is left at the poll that finds the name elsewhere. With them that would
# be at once, while a program that writes may still have the old file open: it is kept until its
# successor has been written to, and a moment longer, or until the interval is over. Every file
# that had the name meanwhile waits in a queue.

use strict;
use warnings;

our $VERSION = '2.000';

use Cwd   qw(getcwd);
use Errno qw(ENOENT);

use POE::Wheel::FollowTail::Timer ();
use POE::XS                       ();

our @ISA = ('POE::Wheel::FollowTail::Timer');

# Seconds for late writers, from the moment that the next file has something in it.
my $SETTLE = 0.05;

sub new {
    my ($class, @args) = @_;
    my $self = $class->SUPER::new(@args);
    $self->{queue} = [];
    $self->{home}  = _here() if $self->{filename} !~ m{\A/};
    return $self;
}

# ---------------------------------------------------------------------------
# The name, which a program may have given from the folder in which it was then

sub _here {
    my @stat = stat '.' or return;
    return [ @stat[ 0, 1 ], getcwd() ];
}

# From there it is good as it is, whatever became of the folder and of those above it.
sub _name {
    my ($self) = @_;
    my ($name, $home) = @$self{qw(filename home)};
    return $name if !$home or !defined $home->[2];
    my @stat = stat '.';
    return $name if @stat and POE::Wheel::FollowTail::Timer::same_file($home, \@stat);
    return "$home->[2]/$name";
}

# ---------------------------------------------------------------------------
# What to have notice of

# The directory matters only while a file is awaited there, or for a link that may come to point
# elsewhere.
sub watch {
    my ($self)     = @_;
    my $notice     = $self->{notice} or return;
    my $handle     = ${ $self->{handle} };
    my @names      = _names_along($self->_name);
    my $is_awaited = !defined $handle || defined $self->{lost_at} || @names > 1;
    $notice->follow([ $handle // (), @{ $self->{queue} } ], $is_awaited ? @names : ());
    return;
}

# The name, and those that it leads to if it is a symbolic link.
sub _names_along {
    my ($name) = @_;
    my @names = ($name);
    while (@names < 9 and defined(my $target = readlink $names[-1])) {
        my ($folder) = $names[-1] =~ m{\A(.*/)}s;
        push @names, $target =~ m{\A/} ? $target : ($folder // '') . $target;
    }
    return @names;
}

# ---------------------------------------------------------------------------
# Opening

sub begin {
    my ($self) = @_;
    return $self->read_on if defined ${ $self->{handle} };
    $self->watch if $self->{is_reading};    # a file that comes after a failure to open is heard of
    my $handle = POE::Wheel::FollowTail::_open_file($self->_name);
    return $handle ? $self->_turn_to($handle) : $self->rest;
}

sub _turn_to {
    my ($self, $handle) = @_;
    ${ $self->{handle} }    = $handle;
    ${ $self->{last_stat} } = [ (stat $handle)[ 0 .. 7 ] ];
    $self->{was_read_again} = 0;
    $self->watch;
    $self->begin_anew;
    return $self->is_alive ? $self->read_on : undef;
}

# ---------------------------------------------------------------------------
# The end of a file

sub at_end {
    my ($self) = @_;
    my @now = (stat $self->_name)[ 0 .. 7 ];
    return $self->fail('stat') if !@now and $! != ENOENT;
    @now = (-1) x 8            if !@now;
    return $self->_lose
        if !POE::Wheel::FollowTail::Timer::same_file(${ $self->{last_stat} }, \@now);
    $self->{lost_at} = undef;
    $self->{queue}   = [];
    return $self->_leave if $self->has_changed(\@now);
    $self->remember(\@now);
    return $self->rest;
}

# The name belongs to another file, or to none. What was written before that, and after the end was
# seen, is still to be read. A poll that comes in its time finds what has been so for long enough.
sub _lose {
    my ($self) = @_;
    return $self->read_on if !$self->{was_read_again}++;
    return $self->_leave  if !$self->{early} and !defined $self->{lost_at};
    return $self->_wait_to_leave;
}

sub _wait_to_leave {
    my ($self) = @_;
    $self->{lost_at} //= POE::XS::steady();
    $self->watch;
    $self->watch if $self->_enqueue;
    my $left = $self->_time_to_leave - POE::XS::steady();
    return $self->_leave if $left <= 0;
    $self->{leave_in} = $left;
    $self->rest;
    $self->{leave_in} = undef;
    return;
}

# The file that has the name now, unless it is known.
sub _enqueue {
    my ($self) = @_;
    my $queue  = $self->{queue};
    my $handle = POE::Wheel::FollowTail::_open_file($self->_name) or return 0;
    my @last   = @$queue ? stat $queue->[-1] : @{ ${ $self->{last_stat} } };
    return 0 if POE::Wheel::FollowTail::Timer::same_file(\@last, [ stat $handle ]);
    push @$queue, $handle;
    return 1;
}

sub _time_to_leave {
    my ($self) = @_;
    my $queue  = $self->{queue};
    my $latest = $self->{lost_at} + $self->{interval};
    return $latest unless @$queue > 1 or @$queue and -s $queue->[0];
    $self->{written_at} //= POE::XS::steady();
    my $settled = $self->{written_at} + $SETTLE;
    return $settled < $latest ? $settled : $latest;
}

# The end of a poll. A rest may have to end before the interval does.
sub set_alarm {
    my ($self, $seconds) = @_;
    my $left = $self->{leave_in};
    $self->{was_read_again} = 0;
    if (defined $left and $left < $seconds) {
        $self->{early} = 1;
        $seconds = $left;
    }
    return $self->SUPER::set_alarm($seconds);
}

sub _leave {
    my ($self) = @_;
    my $next = shift @{ $self->{queue} };
    $self->{written_at} = undef;
    $self->{lost_at}    = @{ $self->{queue} } ? POE::XS::steady() : undef;
    return $self->_turn_to($next) if $next;
    ${ $self->{handle} } = undef;
    return $self->again;
}

1;

__END__

=head1 NAME

POE::Wheel::FollowTail::ByName - polls the files that have a name, one after the other

=head1 DESCRIPTION

Behind L<POE::Wheel::FollowTail>; see L<POE::Wheel::FollowTail::Timer>, of which this is a subclass.
Programs have no need of it.

=head1 METHODS

=head2 at_end()

Looks what became of the file, when it has been read to its end.

=head2 begin()

What a poll begins with.

=head2 new(%slots)

I<Returns> a new object.

=head2 set_alarm($seconds)

Sets the alarm, earlier if a file is to be left earlier.

=head2 watch()

Tells the notice what to hear of.

=head1 SEE ALSO

L<POE::Wheel::FollowTail>, L<POE::Wheel::FollowTail::Timer>

=cut
