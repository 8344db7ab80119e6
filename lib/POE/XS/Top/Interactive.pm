package POE::XS::Top::Interactive;

# What is the same for all that is looked at on a terminal: keys come, time passes, signals arrive, and in the end the
# terminal is as it was.

use strict;
use warnings;

our $VERSION = '2.000';

use POSIX       ();
use Time::HiRes ();

use POE::XS::Top::Grid     ();
use POE::XS::Top::Keys     ();
use POE::XS::Top::Terminal ();

# Nobody sees more pictures in a second, and what comes in faster than that has to be read, too.
use constant { LONGEST_SLEEP => 1, NO_OFTENER => 0.04 };

my @ENDING = qw(INT TERM HUP QUIT);

# Subclasses have key($key), lines($columns, $rows), and may have handle(), arrived(), and tick(), which says in how many
# seconds it wants to be called again.
sub handle  {return}
sub arrived {return}
sub tick    { return LONGEST_SLEEP }

sub now { return Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) }

sub colours {
    my ($self, $option) = @_;
    my $yes = !$option->{'no-colors'} && POE::XS::Top::Terminal::has_colours();
    $self->{grid} = POE::XS::Top::Grid->new(colours => $yes);
    return;
}

# The exit status: 0, or that of a signal.
sub run {
    my ($self) = @_;
    my $terminal = $self->{terminal} = POE::XS::Top::Terminal->new;
    my %arrived;
    $self->{signals} = \%arrived;
    local @SIG{ @ENDING, qw(TSTP CONT WINCH PIPE) };
    for my $name (@ENDING, qw(TSTP CONT WINCH)) {
        $SIG{$name} = sub { $arrived{$name} = 1 };
    }
    $SIG{PIPE} = 'IGNORE';
    $self->{keys} = POE::XS::Top::Keys->new;
    my $good   = eval { $terminal->open; $self->_loop; 1 };
    my $reason = $@;
    $terminal->close;
    die $reason if !$good;
    return $self->{status} // 0;
}

sub quit {
    my ($self, $status) = @_;
    $self->{done}   = 1;
    $self->{status} = $status // 0;
    return;
}

sub _loop {
    my ($self) = @_;
    while (!$self->{done}) {
        my $wait  = $self->tick;
        my $later = ($self->{drawn} // 0) + NO_OFTENER - $self->now;
        if ($later <= 0) { $self->draw; $self->{drawn} = $self->now }
        elsif ($later < $wait) { $wait = $later }
        $self->_wait($wait);
        $self->_heed_signals;
    }
    return;
}

sub draw {
    my ($self) = @_;
    my ($columns, $rows) = POE::XS::Top::Terminal::size(\*STDOUT);
    my $out = $self->{grid}->update([ $self->lines($columns, $rows) ], $columns, $rows);
    $self->{terminal}->write($out) if length $out;
    return;
}

sub _wait {
    my ($self, $seconds) = @_;
    my ($keys, $other)   = ($self->{terminal}->in, $self->handle);
    $seconds = POE::XS::Top::Keys::ESCAPE_WAITS() if $self->{keys}->is_pending;
    $seconds = 0                                  if %{ $self->{signals} };
    my $ready = '';
    vec($ready, fileno $_, 1) = 1 for grep {defined} $keys, $other;
    my $found = select $ready, undef, undef, $seconds < 0 ? 0 : $seconds;
    return                                         if $found < 0;
    return $self->_take_keys($self->{keys}->flush) if !$found;
    $self->arrived           if defined $other && vec $ready, fileno $other, 1;
    $self->_read_keys($keys) if vec $ready, fileno $keys, 1;
    return;
}

sub _read_keys {
    my ($self, $handle) = @_;
    my $got = sysread $handle, my $octets, 1024;
    return                  if !defined $got && $!{EINTR};
    return $self->quit(129) if !$got;
    $self->_take_keys($self->{keys}->feed($octets));
    return;
}

sub _take_keys {
    my ($self, @keys) = @_;
    for my $key (@keys) {
        last if $self->{done};
        if   ($key eq 'redraw') { $self->{grid}->forget }
        else                    { $self->key($key) }
    }
    return;
}

sub _heed_signals {
    my ($self) = @_;
    my $arrived = $self->{signals};
    for my $name (@ENDING) {
        next if !$arrived->{$name};
        return $self->quit(128 + POSIX->can("SIG$name")->());
    }
    $self->_suspend if delete $arrived->{TSTP};
    $self->_resume  if delete $arrived->{CONT};
    delete $arrived->{WINCH};
    return;
}

# The shell gets its terminal back, and we get ours when we go on.
sub _suspend {
    my ($self) = @_;
    $self->{terminal}->close;
    kill STOP => $$;
    $self->{signals}{CONT} = 1;
    return;
}

sub _resume {
    my ($self) = @_;
    $self->{terminal}->close;
    $self->{terminal}->open;
    $self->{grid}->forget;
    return;
}

1;

__END__

=head1 NAME

POE::XS::Top::Interactive - what is looked at on a terminal

=head1 SYNOPSIS

    package Clock;
    use parent -norequire, 'POE::XS::Top::Interactive';

    sub lines { return [ [ scalar localtime, 'title' ] ] }
    sub tick  { return 1 }

    sub key {
        my ($self, $key) = @_;
        $self->quit if $key eq 'q';
    }

=head1 DESCRIPTION

A subclass has the methods C<key>, which gets the name of a key, and C<lines>, which gets numbers of columns and rows and
returns a list of lines of spans. The terminal is restored when C<run> returns or dies, after the signals INT, TERM, HUP and
QUIT, and for as long as the process is stopped.

=head1 METHODS

=head2 arrived

Called when there is something to read.

=head2 colours(\%option)

Sees from the options of the command line, and from the terminal, whether there may be colours.

=head2 draw

Draws what has changed.

=head2 handle

I<Returns> a handle that is waited for besides the terminal, or C<undef>.

=head2 now

I<Returns> the time of a clock that nobody sets, in seconds.

=head2 quit($status)

Ends it.

=head2 run

Does all of it. I<Returns> the exit status.

=head2 tick

Called again and again. I<Returns> in how many seconds at the latest that is to be.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>

=cut
