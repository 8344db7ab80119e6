package POE::XS::Probe::Warnings;

use strict;
use warnings;

our $VERSION = '2.000';

# What looks wrong, in words.

use POE::XS::Probe::Numbers;
use POE::XS::Probe::JSON qw(data_of);
use POE::XS::Probe::Reasons;
use POE::XS::Probe::Stuck;
use POE::XS::Probe::Zombies;

use constant {
    LAG_NS    => 100_000_000,
    FDS_SHARE => 0.85,
    SLICE     => 10_000,      # nanoseconds: a few rows, which it takes longer to read than to write
};

# A function that does a little at each call, and gives a list of { kind, text, ... } when all is done.
sub finder {
    my ($server) = @_;
    my @found
        = (_lag($server), _descriptors($server), map { _stuck($_) } POE::XS::Probe::Stuck::found());
    my @tables = ([ slow => \&_slow ], [ events => \&_unhandled ], [ suspects => \&_suspect ]);
    my @ended  = POE::XS::Probe::Zombies::ended();
    my ($look, $code);
    return sub {
        if (!$look) {
            my $next = shift @tables;
            return _remember(
                $server,
                [ @found, POE::XS::Probe::Zombies::warnings_of($server, @ended) ]) if !$next;
            $code = $next->[1];
            $look = POE::XS::Look->new($next->[0], undef, 0, undef, 0);
        }
        my ($text, $more) = $look->on(SLICE);
        push @found,
            grep {defined} map { $code->($_) } @{ data_of("[$text]") };
        undef $look if !$more;
        return;
    };
}

# Since when each is there. One that was gone begins anew.
sub _remember {
    my ($server, $found) = @_;
    my $before = $server->{warned} || {};
    my $now    = time;
    my %seen;
    for my $warning (@$found) {
        my $key = delete $warning->{key};
        $key               = $warning->{kind} . " $key";
        $seen{$key}        = $before->{$key} || $now;
        $warning->{since}  = $now - $seen{$key};
        $warning->{is_new} = !$before->{$key};
    }
    $server->{warned} = \%seen;
    return $found;
}

# ---- the whole ----

# The lag of what was dispatched since it was last asked for.
sub _lag {
    my ($server) = @_;
    my $p99 = POE::XS::Look::_lag(0.99);
    return if $p99 <= LAG_NS;
    return {
        kind => 'lag', key => '', value => $p99,
        text => 'events begin late: one in a hundred waited for '
            . _duration($p99)
            . ' or more after it was due',
    };
}

sub _descriptors {
    my ($server) = @_;
    my $process = POE::XS::Probe::Numbers::process($server);
    my ($used, $limit) = @$process{qw(fds fd_limit)};
    return if !$used or !$limit or $used < FDS_SHARE * $limit;
    return {
        kind => 'descriptors', key => '', value => $used,
        text => "$used of $limit descriptors are in use",
    };
}

# ---- handlers ----

sub _duration { return POE::XS::Probe::Reasons::duration($_[0] / 1e9) }

sub _name {
    my ($row) = @_;
    return defined $row->{session_name}
        ? qq{"$row->{session_name}" ($row->{session})}
        : $row->{session};
}

sub _slow {
    my ($row) = @_;
    my $event = defined $row->{event} ? $row->{event} : 'other';
    my $times = $row->{count} == 1    ? ''            : ", and was slow $row->{count} times";
    return {
        kind    => 'slow handler', key    => "$row->{session} $event", value => $row->{most_ns},
        session => $row->{session}, event => $row->{event}, place            => $row->{place},
        count   => $row->{count},
        text    => qq{the handler of "$event" in session }
            . _name($row)
            . ' took '
            . _duration($row->{most_ns})
            . $times,
    };
}

sub _stuck {
    my ($stuck) = @_;
    my $times = $stuck->{count} == 1 ? '' : " $stuck->{count} times";
    return {
        kind  => 'stuck handler', key => $stuck->{key}, session => $stuck->{session},
        event => $stuck->{event},
        place => $stuck->{place}, count => $stuck->{count}, stack => $stuck->{stack},
        text  =>
            qq{the handler of "$stuck->{event}" in session $stuck->{session} held up the loop here$times: }
            . "$stuck->{stack}[0]",
    };
}

sub _unhandled {
    my ($row) = @_;
    return if !$row->{unhandled};
    my $times = $row->{unhandled} == 1 ? 'once' : "$row->{unhandled} times";
    return {
        kind  => 'unhandled event', key => $row->{name}, event => $row->{name},
        place => $row->{unhandled_place},
        count => $row->{unhandled},
        text  => qq{"$row->{name}" was sent $times to sessions that do not handle it},
    };
}

# ---- sessions ----

my %suspicion = (
    held => sub {
        my ($row) = @_;
        return
              'is kept by nothing but the reference counter '
            . qq{"$row->{reference}", for }
            . POE::XS::Probe::Reasons::duration($row->{reference_age});
    },
    queue  => sub { return "has $_[0]{queue} events waiting in its queue" },
    alarms => sub { return "has $_[0]{timers} alarms pending" },
    waits  => sub {
        my ($row) = @_;
        my $age = POE::XS::Probe::Reasons::duration($row->{wait_age});
        return
            qq{is kept by nothing but its handler "$row->{wait}", which waits for a future, for $age}
            . ($row->{wait_cycle} ? ': it waits, by way of others, for itself' : '');
    },
    spins => sub { return 'does nothing but send events to itself, without a pause' },
);

sub _suspect {
    my ($row) = @_;
    my $name = defined $row->{name} ? qq{"$row->{name}" ($row->{id})} : $row->{id};
    return {
        kind  => $row->{kind}, key => $row->{id}, session => $row->{id},
        place => $row->{
            { held => 'reference_place', waits => 'wait_place' }->{ $row->{kind} } || 'place'
        },
        text => "session $name " . $suspicion{ $row->{kind} }->($row),
    };
}

1;

__END__

=head1 NAME

POE::XS::Probe::Warnings - what looks wrong, in words

=head1 DESCRIPTION

See L<POE::XS::Probe/WARNINGS>.

=head1 FUNCTIONS

=head2 finder($server)

I<Returns> a function that does a little at each call, and gives undef until it is done, then a reference to a list of
warnings.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
