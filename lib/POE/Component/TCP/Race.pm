package POE::Component::TCP::Race;

# Several addresses of one peer, of which the first that answers is wanted: RFC 8305 without its sorting, which is the
# resolver's. Attempts are wheels of whoever asks for them; here is which are to be made, which still go on, and what
# failed. The latest attempt is where its owner keeps it, and nowhere else, so that dropping it there ends it.

use strict;
use warnings;

our $VERSION = '2.000';

use List::Util qw(uniq);
use Socket     qw(NI_NUMERICHOST NIx_NOSERV getnameinfo);

use constant SECONDS => 0.25;    # from one attempt to the next

# The wheel is kept in $place->{$key}; $begin makes one for a target.
sub new {
    my ($class, $place, $key, $begin) = @_;
    return bless {
        place    => $place,
        key      => $key,
        begin    => $begin,
        targets  => [],
        trying   => {},       # by the IDs of wheels: what they try
        earlier  => {},       # by their IDs: all wheels but the latest
        failures => [],
    }, $class;
}

# ---------------------------------------------------------------------------
# Targets: a domain and an address, in digits

sub targets_of {
    my (@addresses) = @_;
    my (%of, %seen);
    for my $address (@addresses) {
        my ($family, $digits) = ($address->{family}, numeric($address->{addr}));
        push @{ $of{$family} }, [ $family, $digits ] if !$seen{$digits}++;
    }
    my @families = map { $of{$_} } uniq(map { $_->{family} } @addresses);
    my @targets;
    while (@families = grep {@$_} @families) {
        push @targets, map { shift @$_ } @families;
    }
    return @targets;
}

sub numeric {
    my ($packed) = @_;
    return (getnameinfo($packed, NI_NUMERICHOST, NIx_NOSERV))[1];
}

sub add {
    my ($self, @targets) = @_;
    push @{ $self->{targets} }, @targets;
    return;
}

sub has_more { return scalar @{ $_[0]{targets} } }

# An event brings the addresses.
sub ask {
    my ($self, $host, $event) = @_;
    require POE::XS::Resolver;
    $self->{question} = POE::XS::Resolver->resolve(host => $host, event => $event);
    return;
}

# Whether that is the question; once.
sub was_asked {
    my ($self, $question) = @_;
    return 0 if ($self->{question} // 0) != $question;
    delete $self->{question};
    return 1;
}

sub DESTROY { $_[0]->end if ${^GLOBAL_PHASE} ne 'DESTRUCT'; return }

# ---------------------------------------------------------------------------
# Attempts

# True if there was another target to be tried.
sub start {
    my ($self) = @_;
    my $target = shift @{ $self->{targets} } or return 0;
    $self->take($self->{begin}->(@$target), $target->[1]);
    return 1;
}

sub take {
    my ($self, $wheel, $address) = @_;
    my ($place, $key) = @$self{qw(place key)};
    my $latest = $place->{$key};
    $self->{earlier}{ $latest->ID } = $latest if $latest and $self->{trying}{ $latest->ID };
    $place->{$key}                  = $wheel;
    $self->{trying}{ $wheel->ID }   = $address // '';
    return;
}

# What it tries turns out to be.
sub name_it {
    my ($self, $id, $address) = @_;
    $self->{trying}{$id} = $address if exists $self->{trying}{$id};
    return;
}

# Whether the attempt is one of ours, and the owner still wants any.
sub goes_on {
    my ($self, $id) = @_;
    my $latest = $self->{place}{ $self->{key} } or return 0;
    return exists $self->{trying}{$id} && exists $self->{trying}{ $latest->ID };
}

# One that failed: it goes, unless nothing else is left. True if something is.
sub fails {
    my ($self, $id, @failure) = @_;
    my $is_earlier = delete $self->{earlier}{$id};
    push @{ $self->{failures} }, [ delete $self->{trying}{$id}, @failure ];
    return 1 if $self->start;
    my ($other) = sort { $b <=> $a } keys %{ $self->{trying} } or return 0;
    $self->{place}{ $self->{key} } = delete $self->{earlier}{$other} if !$is_earlier;
    return 1;
}

# One that connected: it is the latest now, and the others go.
sub wins {
    my ($self, $id) = @_;
    my $wheel = $self->{earlier}{$id};
    $self->{place}{ $self->{key} } = $wheel if $wheel;
    $self->end;
    return;
}

# What is in its place stays there.
sub end {
    my ($self) = @_;
    POE::XS::Resolver->cancel(delete $self->{question}) if defined $self->{question};
    $self->{targets} = [];
    $self->{trying}  = {};
    $self->{earlier} = {};
    return;
}

# ---------------------------------------------------------------------------

# All failures in one: operation, number and message; those of a single one are as they were.
sub failure {
    my ($self) = @_;
    my @failures = @{ $self->{failures} };
    my ($address, @last) = @{ $failures[-1] };
    return @last if @failures == 1;
    $last[2] = join '; ', map {
        my ($of, $operation, undef, $message) = @$_;
        $operation eq 'connect' ? "$of: $message" : "$of: $operation: $message";
    } @failures;
    return @last;
}

1;
