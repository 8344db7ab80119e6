package POE::XS::Cluster::Bench;

# How fast messages go to a kernel and come back.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Future                ();
use POE::XS                    ();
use POE::XS::Cluster::Commands ();
use POE::XS::Top::Numbers      ();

use constant { SAID => 0, NO => 1 };

# One way: so many messages in a lot, of which so many are on their way.
use constant { LOT => 500, LOTS => 4 };

# In seconds: how often it is said how far it is.
use constant SHOW => 0.2;

my @PHASES = (
    { name => 'round trips, one at a time', key => 'round_trip_1', at_once  => 1, lot    => 1 },
    { name => 'round trips, 16 at a time', key  => 'round_trip_16', at_once => 16, lot   => 1 },
    { name => 'one way', key                    => 'one_way', at_once       => LOTS, lot => LOT },
);

sub begin {
    my ($connection) = @_;
    my ($kernel)     = grep { $_->{is_ours} } $connection->kernels($connection->option('kernel'));
    return $connection->finish(NO, 'there is no kernel of this distribution') if !$kernel;
    my @phases = map { +{%$_} } @PHASES;
    my $self   = bless {
        connection => $connection,
        kernel     => $kernel,
        name       => POE::XS::Cluster::Commands::name_of($kernel),
        phases     => \@phases,
        rows       => [],
        },
        __PACKAGE__;
    return $self->_next;
}

sub _next {
    my ($self) = @_;
    my $phase  = $self->{phase} = shift @{ $self->{phases} } or return $self->_over;
    $phase->{start}             = $phase->{shown} = POE::XS::steady();
    $phase->{end}               = $phase->{start} + $self->{connection}->option('seconds');
    @$phase{qw(done took open)} = (0, [], $phase->{at_once});
    $self->_lot($phase) for 1 .. $phase->{at_once};
    return;
}

# What is asked last has come behind the others.
sub _lot {
    my ($self, $phase)        = @_;
    my ($connection, $kernel) = @$self{qw(connection kernel)};
    my $address = { kernel => $kernel->{id}, session => 'IKC', state => 'ping' };
    for (2 .. $phase->{lot}) {
        next if $connection->ikc->post($address, 1);
        return $connection->finish(NO, join ' ', $connection->errors);
    }
    my $began  = POE::XS::steady();
    my $future = $connection->ask($kernel->{id}, 'IKC', 'ping');
    $phase->{waiting}{"$future"} = $future;
    $future->on_ready(sub { $self->_came($phase, $future, $began) });
    return;
}

sub _came {
    my ($self, $phase, $future, $began) = @_;
    my $connection = $self->{connection};
    delete $phase->{waiting}{"$future"};
    return $connection->finish(NO, "$self->{name}: " . $future->failure) if !$future->is_done;
    my $now = POE::XS::steady();
    $phase->{done} += $phase->{lot};
    push @{ $phase->{took} }, $now - $began;
    $self->_show($phase, $now)                               if $now - $phase->{shown} > SHOW;
    return $connection->soon(0, sub { $self->_lot($phase) }) if $now < $phase->{end};
    return if --$phase->{open};    # others go on, or are about to
    push @{ $self->{rows} }, $self->_row($phase, $now - $phase->{start});
    return $connection->soon(0, sub { $self->_next });
}

sub _show {
    my ($self, $phase, $now) = @_;
    $phase->{shown} = $now;
    my $rate = POE::XS::Top::Numbers::rate($phase->{done} / ($now - $phase->{start}));
    $self->{connection}->out->progress("$phase->{name}: $rate");
    return;
}

sub _row {
    my ($self, $phase, $seconds) = @_;
    my $rate  = $phase->{done} / $seconds;
    my @took  = sort { $a <=> $b } @{ $phase->{took} };
    my @times = $phase->{lot} > 1 ? () : @took[ @took / 2, @took * 0.99 ];
    return {
        cells => [
            $phase->{name},
            POE::XS::Top::Numbers::rate($rate),
            map { @times ? POE::XS::Top::Numbers::ns(1e9 * $times[$_]) : '-' } 0, 1
        ],
        data => {
            bench      => $phase->{key},
            kernel     => $self->{name},
            per_second => int $rate,
            (@times ? (median => _micro($times[0]), p99 => _micro($times[1])) : ()),
        },
    };
}

# Seconds, to the microsecond.
sub _micro { return 0 + sprintf '%.6f', $_[0] }

sub _over {
    my ($self) = @_;
    my $out = $self->{connection}->out;
    $out->progress('');
    $out->table([ "To $self->{name}", 'Rate', 'Median', '99%' ], @{ $self->{rows} });
    return $self->{connection}->finish(SAID);
}

1;

__END__

=head1 NAME

POE::XS::Cluster::Bench - how fast messages go to a kernel

=head1 DESCRIPTION

Part of L<POE::XS::Cluster>. The messages are those for the other kernel's own session, C<ping>, so that nothing but the way is
measured: questions that are answered, one and 16 at a time, and messages that are not, of which the last of each 500 is.

=head1 FUNCTIONS

=head2 begin($connection)

Begins, by a L<POE::XS::Cluster::Connection>, which is told when it is over.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<poe-cluster>

=cut
