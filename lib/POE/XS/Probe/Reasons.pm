package POE::XS::Probe::Reasons;

use strict;
use warnings;

our $VERSION = '2.000';

# Why a session is still there, in words: each thing that keeps it, with where it came from and how old it is.

# In the order of what a reader would look for first. Each gives the kind and the sentence, or nothing.
my @kinds = (
    [ running  => sub { return ("running", qq{its handler "$_[0]" runs right now}) } ],
    [ queued   => \&_queued ],
    [ alarms   => \&_alarm ],
    [ watchers => \&_watcher ],
    [
        processes => sub {
            my ($p) = @_;
            return (
                'child process',
                qq{it waits for the end of process $p->{pid} (event "$p->{event}")}
            );
        }
    ],
    [ waiting    => \&_wait ],
    [ references => \&_reference ],
    [
        family => sub {
            my ($s) = @_;
            my $name = defined $s->{name} ? qq{"$s->{name}" ($s->{id})} : $s->{id};
            return ('child session', "its child session $name is still there");
        }
    ],
    [
        sent => sub {
            my ($e) = @_;
            return ('sent event', qq{its event "$e->{name}" is on the way to } . _session($e));
        }
    ],
    [
        names => sub {
            my ($a) = @_;
            return (
                'alias',
                qq{its alias "$a->{name}" keeps it until nothing else in the program can happen}
            );
        }
    ],
);

sub _session {
    my ($of) = @_;
    return defined $of->{session_name}
        ? qq{"$of->{session_name}" ($of->{session})}
        : "session $of->{session}";
}

sub _queued {
    my ($e) = @_;
    return ('event', 'it has just begun and is kept for one pass') if $e->{type} eq 'new';
    return ('event', qq{the event "$e->{name}" is in its queue});
}

sub _alarm {
    my ($e) = @_;
    my $when
        = $e->{due} >= 0
        ? 'is due in ' . duration($e->{due})
        : 'has been due for ' . duration(-$e->{due});
    return ('timer', qq{the alarm "$e->{name}" $when});
}

sub _watcher {
    my ($w)    = @_;
    my %does   = (read => 'reading', write => 'writing', expedite => 'expedited data');
    my $paused = $w->{paused} ? ', paused' : '';
    return (
        'file',
        qq{it watches descriptor $w->{fd} for $does{$w->{mode}}$paused (event "$w->{event}")}
    );
}

# That it keeps the session is so until nothing else can happen; where sessions wait for each other, that is never.
sub _wait {
    my ($w) = @_;
    my $owes = '';
    if (defined $w->{whom}) {
        my $whom
            = defined $w->{whom_name} ? qq{"$w->{whom_name}" ($w->{whom})} : "session $w->{whom}";
        $owes = ", and owes $whom an answer"
            . ($w->{cycle} ? ', for which that one waits in turn: neither can come' : '');
    }
    return ('await', qq{its handler "$w->{event}" waits for a future$owes});
}

sub _reference {
    my ($r) = @_;
    my $times = $r->{count} == 1 ? 'once' : "$r->{count} times";
    return (
        'extra reference',
        qq{it is held by the reference counter "$r->{name}", counted $times}
    );
}

# Seconds for people.
sub duration {
    my ($s) = @_;
    return sprintf '%.1f ms', $s * 1000 if $s < 1;
    return sprintf '%.1f s', $s         if $s < 100;
    return sprintf '%d min', $s / 60    if $s < 6000;
    return sprintf '%.1f h', $s / 3600  if $s < 360_000;
    return sprintf '%d days', $s / 86_400;
}

# Of each kind there are the first few, and how many there are in all.
my %total_of = (
    queued    => 'queue', alarms => 'timers', watchers => 'files',
    waiting   => 'awaits',
    processes => 'pids', family => 'children', sent => 'from',
);

# A list of { kind, text, name, place, age, count } for what POE::XS::Look says of a session.
sub of {
    my ($session) = @_;
    my @reasons;
    for (@kinds) {
        my ($member, $code) = @$_;
        my @things = @{ $session->{$member} || [] } or next;
        push @reasons, map { _reason($_, $code) } @things;
        my $left = $total_of{$member} ? $session->{ $total_of{$member} } - @things : 0;
        push @reasons,
            { kind => $reasons[-1]{kind}, text => "and $left more like these", count => $left }
            if $left > 0;
    }
    return \@reasons;
}

sub _reason {
    my ($thing, $code) = @_;
    my ($kind, $text)  = $code->($thing);
    my %more
        = ref $thing
        ? map { $_ => $thing->{$_} } grep { defined $thing->{$_} } qw(place age count name)
        : ();
    return { kind => $kind, text => $text, %more };
}

1;

__END__

=head1 NAME

POE::XS::Probe::Reasons - why a session is still there, in words

=head1 DESCRIPTION

The sentences of C<poe-top why>.

=head1 FUNCTIONS

=head2 duration($seconds)

I<Returns> a duration for people.

=head2 of(\%session)

Of what the kernel says of a session. I<Returns> a reference to a list of reasons, see C<why> of L<POE::XS::Probe>.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
