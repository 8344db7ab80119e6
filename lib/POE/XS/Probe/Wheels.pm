package POE::XS::Probe::Wheels;

use strict;
use warnings;

our $VERSION = '2.000';

# Wheels are known to the kernel by what they watch, whose events have their class and number in their names, and
# to POE::Wheel by their numbers. Those that were made before there was a probe are known by the former alone.

use POE::XS::Probe::JSON qw(data_of);

use constant SLICE => 100_000;    # nanoseconds: it takes longer to read rows than to write them

# A function that does a little at each call, and gives a list of rows when all is done.
sub finder {
    my ($request) = @_;
    my %found;
    my @tables = qw(files timers);
    my $look;
    return sub {
        if (!$look) {
            my $table = shift @tables or return _chosen($request, _with_noted(\%found));
            $look = POE::XS::Look->new($table, undef, 0, '(', 0);
        }
        my ($text, $more) = $look->on(SLICE);
        _add(\%found, $_) for @{ data_of("[$text]") };
        undef $look if !$more;
        return;
    };
}

# Files and alarms of a wheel are no older than it.
sub _add {
    my ($found, $row) = @_;
    my $event = defined $row->{event} ? $row->{event} : $row->{name};
    my ($class, $id) = $event =~ /\A([\w:]+)\(([0-9]+)\) -> / or return;
    my $wheel = $found->{$id} ||= {
        id => $id + 0, class => $class,
        map { $_ => $row->{$_} } qw(session session_name place age)
    };
    $wheel->{age} = $row->{age}
        if defined $row->{age} and !defined $wheel->{age} || $wheel->{age} < $row->{age};
    return;
}

sub _with_noted {
    my ($found) = @_;
    my $noted   = defined &POE::Wheel::_noted ? POE::Wheel::_noted() : {};
    my $now     = POE::XS::steady();
    for my $id (keys %$noted) {
        my $note  = $noted->{$id};
        my $wheel = $found->{$id} ||= {
            id      => $id + 0, class => $note->{class},
            session => defined $note->{session}
                && $note->{session} =~ /\A[0-9]+\z/ ? $note->{session} + 0 : undef,
            session_name => _name_of($note->{session}),
        };
        $wheel->{place} = $note->{place} if defined $note->{place};
        $wheel->{age}   = $now - $note->{born};
    }
    return [ map { $found->{$_} } sort { $a <=> $b } keys %$found ];
}

sub _name_of {
    my ($id)    = @_;
    my $session = defined $id && $POE::Kernel::poe_kernel->ID_id_to_session($id) or return;
    my ($name)  = $POE::Kernel::poe_kernel->alias_list($session);
    return $name;
}

sub _chosen {
    my ($request, $rows) = @_;
    my $match = $request->{match};
    my $top   = $request->{top};
    $rows = [
        grep {
            grep { defined && index($_, $match) >= 0 }
                @$_{qw(class session_name place)}
        } @$rows
        ]
        if defined $match
        and !ref $match
        and length $match;
    $top = 50           if !defined $top or ref $top or $top !~ /\A\d{1,9}\z/;
    splice @$rows, $top if $top and @$rows > $top;
    return $rows;
}

1;

__END__

=head1 NAME

POE::XS::Probe::Wheels - the wheels that are in use

=head1 DESCRIPTION

See the request C<wheels> in L<POE::XS::Probe/PROTOCOL>.

=head1 FUNCTIONS

=head2 finder(\%request)

I<Returns> a function that does a little at each call, and gives undef until it is done, then a reference to a list of
wheels: C<id>, C<class>, C<session>, C<session_name>, C<place>, C<age>.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
