package POE::XS::Top::Replay;

# Going through a recording: forward and back, by itself and by hand.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Numbers ();

# Where nothing was recorded for long one need not wait for so long.
use constant LONGEST => 10;

sub new {
    my ($class, $source, $speed) = @_;
    return bless { source => $source, speed => $speed || 1, next => 0, said => '' }, $class;
}

# Has the code called with the state before this one, if there is one.
sub before {
    my ($self, $code) = @_;
    my $source = $self->{source};
    my $here   = $source->at;
    return if !$here;
    $source->go($here - 1);
    $code->();
    $source->go($here);
    return;
}

# Whether it has gone on to another state by itself.
sub plays {
    my ($self, $now) = @_;
    return 0 if !$self->{playing} || $now < $self->{next};
    $self->{playing} = $self->_step(1, $now);
    return $self->{playing};
}

# The same, or less if it goes on by itself before that.
sub waits {
    my ($self, $now, $seconds) = @_;
    return $seconds if !$self->{playing};
    my $left = $self->{next} - $now;
    return $left < 0.01 ? 0.01 : $left < $seconds ? $left : $seconds;
}

sub _step {
    my ($self, $by, $now) = @_;
    my $source = $self->{source};
    if (!$source->go($source->at + $by)) {
        $self->{said}
            = $by > 0
            ? 'This is the end of the recording.'
            : 'This is the beginning of the recording.';
        return 0;
    }
    $self->{next} = $now + $self->_seconds_to_next / $self->{speed};
    return 1;
}

sub _seconds_to_next {
    my ($self) = @_;
    my $source = $self->{source};
    my $then   = POE::XS::Top::Numbers::number($source->frame->{now});
    return 1 if !$source->go($source->at + 1);
    my $next = POE::XS::Top::Numbers::number($source->frame->{now});
    $source->go($source->at - 1);
    return 1 if !defined $then || !defined $next || $next <= $then;
    return $next - $then > LONGEST ? LONGEST : $next - $then;
}

my %KEY = (
    '.' => sub { $_[0]->_step(1, $_[1]) },
    ',' => sub { $_[0]->_step(-1, $_[1]) },
    ']' => sub { $_[0]->_step(10, $_[1]) },
    '[' => sub { $_[0]->_step(-10, $_[1]) },
    '0' => sub { $_[0]->_step(-$_[0]{source}->at, $_[1]) },
    '+' => sub { $_[0]->_faster(2) },
    '-' => sub { $_[0]->_faster(0.5) },
    ' ' => sub { $_[0]{playing} = !$_[0]{playing}; $_[0]{next} = $_[1] },
);

# Whether the key is one of those.
sub key {
    my ($self, $key, $now) = @_;
    my $do = $KEY{$key} or return 0;
    $self->{said} = '';
    $do->($self, $now);
    return 1;
}

sub _faster {
    my ($self, $factor) = @_;
    my $speed = $self->{speed} * $factor;
    $self->{speed} = $speed < 1 / 16 ? 1 / 16 : $speed > 64 ? 64 : $speed;
    $self->{said}  = "Speed: $self->{speed}";
    return;
}

sub said { return $_[0]{said} }

sub state {
    my ($self) = @_;
    my $source = $self->{source};
    return '' if $source->count < 2;
    my $wall = POE::XS::Top::Numbers::number($source->frame->{wall});
    my $when = defined $wall    ? sprintf ' %02d:%02d:%02d', (localtime $wall)[ 2, 1, 0 ] : '';
    my $does = $self->{playing} ? 'playing' : 'stopped';
    return "$does @{[ $source->at + 1 ]}/@{[ $source->count ]}$when  ";
}

1;

__END__

=head1 NAME

POE::XS::Top::Replay - going through a recording

=head1 SYNOPSIS

    use POE::XS::Top::Recording;
    use POE::XS::Top::Replay;

    my $replay = POE::XS::Top::Replay->new(POE::XS::Top::Recording->from_file('night.jsonl'), 4);
    $replay->key('.', 0);
    print $replay->state, "\n";

=head1 METHODS

=head2 before(\&code)

Calls the code while the state before this one is looked at, if there is one.

=head2 key($key, $now)

Does what a key means. I<Returns> whether it means anything.

=head2 new($source, $speed)

I<Returns> an object for a recording. It is stopped.

=head2 plays($now)

I<Returns> whether it has gone on by itself, as so much time has passed.

=head2 said

I<Returns> what is to be said about the last key.

=head2 state

I<Returns> which of the states this is, as text.

=head2 waits($now, $seconds)

I<Returns> in how many seconds it goes on by itself, or the seconds given if that is later.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<POE::XS::Top::Recording>

=cut
