package POE::Component::Client::NATS::Pool;

# The servers that a client may go to: those it was told of, and those that they tell of.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Client::NATS);

use Carp       qw(croak);
use List::Util qw(shuffle);

# Seconds before a server is tried again: at first nearly none, so that another one takes over at once;
# then more with each round, and never the same for two clients that lost the same server.
use constant { SOON => 0.25, FIRST => 0.5, MOST => 15 };

sub new {
    my ($class, %given) = @_;
    my @servers = map { parse($_) } @{ $given{servers} };
    @servers = shuffle @servers if !$given{in_order};
    return bless {
        servers => \@servers,
        at      => -1,
        tries   => 0,
        waits   => [ $given{wait_first} // FIRST, $given{wait_most} // MOST ],
        ignores => $given{ignore_discovered},
    }, $class;
}

sub parse {
    my ($url) = @_;
    my ($scheme, $login, $host, $port)
        = $url
        =~ m{\A(?:(nats|tls)://)?(?:([^\@/]*)\@)?(\[[^\]]+\]|[^:/\[\]]+)(?::([0-9]{1,5}))?/?\z}
        or croak "No address of a NATS server: $url";
    my ($user, $pass) = defined $login ? map { _unescape($_) } split /:/, $login, 2 : ();
    $host =~ s/\A\[(.*)\]\z/$1/;
    return {
        host => $host,
        port => $port // 4222,
        name => "$host:" . ($port // 4222),
        tls  => ($scheme // '') eq 'tls',
        user => $user,
        pass => $pass,
    };
}

sub _unescape { return $_[0] =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ger }

# The next one in turn.
sub next_server {
    my ($self) = @_;
    $self->{at} = ($self->{at} + 1) % @{ $self->{servers} };
    $self->{tries}++;
    return $self->{servers}[ $self->{at} ];
}

sub delay {
    my ($self) = @_;
    my $rounds = int($self->{tries} / @{ $self->{servers} });
    return rand SOON if !$rounds;
    my ($first, $most) = @{ $self->{waits} };
    my $seconds = $rounds > 16 ? $most : $first * 2**($rounds - 1);
    return ($seconds < $most ? $seconds : $most) * (0.5 + rand);
}

sub tries { return $_[0]{tries} }
sub count { return scalar @{ $_[0]{servers} } }

# A connection that lived for a while was a good one.
sub forget_tries {
    my ($self) = @_;
    $self->{tries} = 0;
    return;
}

# Members of a cluster come and go; those that the program named stay.
sub learn {
    my ($self, $urls) = @_;
    return if $self->{ignores} or ref $urls ne 'ARRAY';
    my $current = $self->{servers}[ $self->{at} ];
    my %told    = map { $_->{name} => $_ } map {
        eval { parse($_) }
            // ()
    } grep {defined} @$urls;
    my @stay = grep { !$_->{is_discovered} or $told{ $_->{name} } or $_ == $current }
        @{ $self->{servers} };
    delete @told{ map { $_->{name} } @stay };
    my @new = map { { %$_, is_discovered => 1, tls => $current->{tls} } } shuffle values %told;
    $self->{servers} = [ @stay, @new ];
    ($self->{at}) = grep { $self->{servers}[$_] == $current } 0 .. $#stay;
    return;
}

1;
