package POE::Component::IKC::Protocol;

# The lines with which a connection begins, without the connection: lines go in, lines to send come out.
# It knows both handshakes. `IKC0` is one line each way; in the older `IKC` each name is a line that is
# answered.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::Component::IKC::Serializers ();

use constant {
    MAX_LINE  => 4096,
    MAX_NAME  => 255,
    MAX_NAMES => 64,
    MAX_WRONG => 10,
};

# What the older handshake can carry.
my $OLD_NAME    = qr/\A[-:.\w]+\z/a;
my $OLD_PACKAGE = qr/\A[-:\w]+\z/a;

# ---------------------------------------------------------------------------
# The one line of IKC0

# setup_line(names => [...], serializers => [...], pid => $$)
sub setup_line {
    my (%given) = @_;
    return join ';', 'SETUP KERNEL=' . join(',', @{ $given{names} }),
        'FREEZER=' . join(',', @{ $given{serializers} }), "PID=$given{pid}";
}

# The same from a line; undef and the reason if it is none.
sub parse_setup {
    my ($line) = @_;
    my ($text) = $line =~ /\ASETUP +(.*)\z/s or return (undef, 'no SETUP line');
    my %found  = (pid => 0, names => [], serializers => []);
    my %seen;
    for my $part (split /;/, $text) {
        my ($key, $value) = $part =~ /\A(KERNEL|FREEZER|PID)=(.*)\z/s
            or return (undef, "SETUP with an unknown part '$part'");
        return (undef, "SETUP with $key twice") if $seen{$key}++;
        $found{names}       = [ grep {length} split /,/, $value ]          if $key eq 'KERNEL';
        $found{serializers} = [ grep {length} split /,/, $value ]          if $key eq 'FREEZER';
        $found{pid}         = $value =~ /\A[0-9]{1,10}\z/ ? 0 + $value : 0 if $key eq 'PID';
    }
    my $reason = _fault_of_names(@{ $found{names} });
    return $reason ? (undef, $reason) : \%found;
}

sub _fault_of_names {
    my (@names) = @_;
    return 'SETUP without KERNEL' if !@names;
    return 'too many names'       if @names > MAX_NAMES;
    return 'a name is too long'   if grep { length > MAX_NAME } @names;
    return;
}

# ---------------------------------------------------------------------------
# One side of one handshake

sub new {
    my ($class, %given) = @_;
    my $side  = $given{side} // '';
    my @names = @{ $given{names} || [] };
    croak "$class: side is 'client' or 'server'" if $side ne 'client' && $side ne 'server';
    croak "$class: it needs a name"              if !@names || !length $names[0];
    croak "$class: a name has no comma, semicolon or end of line: $_" for grep {/[,;\r\n]/} @names;
    my $self = bless {
        side       => $side,
        protocol   => $given{protocol} // 'IKC0',
        names      => \@names,
        offered    => [ @{ $given{serializers} || [] } ],
        pid        => $given{pid} // $$,
        peer_names => [],
        wrong      => 0,
        state      => "begin_$side",
    }, $class;
    croak "$class: protocol is IKC0 or IKC" if $self->{protocol} !~ /\AIKC0?\z/;
    return $self;
}

sub is_over    { return $_[0]{state} eq 'over' }
sub failure    { return $_[0]{failure} }
sub complaint  { return $_[0]{complaint} }
sub peer_names { return @{ $_[0]{peer_names} } }
sub peer_pid   { return $_[0]{peer_pid} }
sub serializer { return $_[0]{serializer} }
sub protocol   { return $_[0]{used} // $_[0]{protocol} }

# The peer is of this distribution too: both agreed on a serializer that no other has.
sub is_ours {
    my ($self) = @_;
    return defined $self->{serializer}
        && POE::Component::IKC::Serializers::is_ours($self->{serializer}) ? 1 : 0;
}

# What the side that connects says first. A server waits.
sub start {
    my ($self) = @_;
    return                   if $self->{side} eq 'server';
    return $self->_start_old if $self->{protocol} eq 'IKC';
    $self->{state} = 'setup_client';
    $self->{used}  = 'IKC0';
    return setup_line(%$self{qw(names pid)}, serializers => $self->{offered});
}

# Takes a line without its ending; returns the lines to send.
sub line {
    my ($self, $line) = @_;
    return                                                     if defined $self->{failure};
    return $self->_fail('text after the handshake')            if $self->is_over;
    return $self->_fail('a line of the handshake is too long') if length $line > MAX_LINE;
    my $take = $self->can("_$self->{state}");
    return $self->$take($line);
}

sub _fail {
    my ($self, $reason, @lines) = @_;
    $self->{failure} = $reason;
    return @lines;
}

# A line that does not fit is answered, or passed over, and counted.
sub _wrong {
    my ($self, $reason, @lines) = @_;
    $self->{complaint} = $reason;
    return $self->_fail("$reason, after too many wrong lines") if ++$self->{wrong} >= MAX_WRONG;
    return @lines;
}

sub _shown {
    my ($line) = @_;
    my $text = substr $line, 0, 60;
    $text =~ s/[^ -~]/?/g;
    return "'$text'";
}

# The name of the serializer if this side takes it.
sub _chosen {
    my ($self, @wanted) = @_;
    my %takes = map { $_ => 1 } @{ $self->{offered} };
    return (grep { $takes{$_} } @wanted)[0];
}

sub _no_serializer {
    my ($self, @wanted) = @_;
    my $theirs
        = @wanted
        ? join ',', map { _shown($_) } @wanted[ 0 .. ($#wanted > 7 ? 7 : $#wanted) ]
        : 'none';
    my $text = "no serializer in common: the peer has $theirs, taken are "
        . (join(',', @{ $self->{offered} }) || 'none');
    $text .= "; 'serializers' has to name what is not safe with strangers"
        if grep { POE::Component::IKC::Serializers::is_unsafe($_) } @wanted;
    return $text;
}

# ---------------------------------------------------------------------------
# IKC0

sub _setup_client {
    my ($self, $line) = @_;
    return $self->_start_old if $line eq 'NOT';
    my ($peer, $reason) = parse_setup($line);
    return $self->_fail($reason, 'NOT') if !$peer;
    my @chosen = @{ $peer->{serializers} };
    return $self->_fail($self->_no_serializer(@chosen), 'NOT')
        if @chosen != 1 || !defined $self->_chosen(@chosen);
    $self->_take_peer($peer, $chosen[0]);
    return;
}

sub _take_peer {
    my ($self, $peer, $serializer) = @_;
    @$self{qw(peer_names peer_pid serializer)} = (@$peer{qw(names pid)}, $serializer);
    $self->{state} = 'over';
    return;
}

sub _begin_server {
    my ($self, $line) = @_;
    if ($line eq 'HELLO') {
        $self->{used} = 'IKC';
        return $self->_start_names('names_given');
    }
    return $self->_wrong('HELLO of an unknown version', 'NOT') if $line =~ /\AHELLO IKC[0-9]\z/;
    if ($line =~ /\ASETUP/) {
        return $self->_wrong('SETUP where the older handshake is spoken', 'NOT')
            if $self->{protocol} eq 'IKC';
        return $self->_setup_server($line);
    }
    return $self->_wrong('no greeting: ' . _shown($line));
}

sub _setup_server {
    my ($self, $line)   = @_;
    my ($peer, $reason) = parse_setup($line);
    return $self->_wrong($reason, 'NOT') if !$peer;
    my $chosen = $self->_chosen(@{ $peer->{serializers} });
    return $self->_wrong($self->_no_serializer(@{ $peer->{serializers} }), 'NOT')
        if !defined $chosen;
    $self->{used} = 'IKC0';
    $self->_take_peer($peer, $chosen);
    return setup_line(%$self{qw(names pid)}, serializers => [$chosen]);
}

# ---------------------------------------------------------------------------
# The older handshake: the server's names, the client's names, the serializer, WORLD and UP

sub _start_old {
    my ($self) = @_;
    @$self{qw(used state peer_names to_try)}
        = ('IKC', 'names_wanted', [], [ @{ $self->{offered} } ]);
    return 'HELLO';
}

# The first name, then the others from the end; those that it cannot carry stay away.
sub _start_names {
    my ($self, $state)   = @_;
    my ($first, @others) = @{ $self->{names} };
    $self->{state}   = $state;
    $self->{to_tell} = [ grep {/$OLD_NAME/} reverse @others ];
    return $self->_fail("the older handshake cannot carry the name '$first'")
        if $first !~ $OLD_NAME;
    return "IAM $first";
}

# One name more of ours, or what follows the last.
sub _next_name {
    my ($self, $line, $state, $last) = @_;
    if ($line ne 'OK') {
        return $self->_fail("the peer refused a name") if $self->{side} eq 'client';
        return $self->_wrong('OK was due: ' . _shown($line), 'NOT');
    }
    my $name = shift @{ $self->{to_tell} };
    return "IAM $name" if defined $name;
    $self->{state} = $state;
    return $last;
}

sub _take_name {
    my ($self, $line) = @_;
    my ($name) = $line =~ /\AIAM (.+)\z/s;
    return if !defined $name || $name !~ $OLD_NAME || length $name > MAX_NAME;
    return if @{ $self->{peer_names} } >= MAX_NAMES;
    push @{ $self->{peer_names} }, $name;
    return 1;
}

# The side that connects.

sub _names_wanted {
    my ($self, $line) = @_;
    if ($line eq 'DONE' && @{ $self->{peer_names} }) {
        return $self->_start_names('names_told');
    }
    return 'OK' if $self->_take_name($line);
    return $self->_fail('a name was due: ' . _shown($line));
}

sub _names_told {
    my ($self, $line) = @_;
    my @lines = $self->_next_name($line, 'serializer_asked', 'DONE');
    return @lines if $self->{state} eq 'names_told' || defined $self->{failure};
    return (@lines, $self->_ask_serializer);
}

# When none of them pleased, the server takes Storable to be what was meant.
sub _ask_serializer {
    my ($self) = @_;
    my $next = shift @{ $self->{to_try} };
    if (!defined $next) {
        return $self->_fail($self->_no_serializer) if !defined $self->_chosen('Storable');
        $next = 'Storable';
        @$self{qw(serializer state)} = ($next, 'up_wanted');
        return 'WORLD';
    }
    return $self->_ask_serializer if $next !~ $OLD_PACKAGE;
    $self->{asked} = $next;
    return "FREEZER $next";
}

sub _serializer_asked {
    my ($self, $line) = @_;
    return $self->_ask_serializer                              if $line eq 'NOT';
    return $self->_fail('OK or NOT was due: ' . _shown($line)) if $line ne 'OK';
    @$self{qw(serializer state)} = ($self->{asked}, 'up_wanted');
    return 'WORLD';
}

sub _up_wanted {
    my ($self, $line) = @_;
    return $self->_fail('UP was due: ' . _shown($line)) if $line ne 'UP';
    $self->{state} = 'over';
    return;
}

# The side that was connected to.

sub _names_given {
    my ($self, $line) = @_;
    return $self->_next_name($line, 'names_taken', 'DONE');
}

sub _names_taken {
    my ($self, $line) = @_;
    return 'OK' if $self->_take_name($line);
    if ($line eq 'DONE' && @{ $self->{peer_names} }) {
        $self->{state} = 'serializer_wanted';
        return;
    }
    return $self->_wrong('a name was due: ' . _shown($line), 'NOT');
}

# The client may ask more than once; the last that was taken counts.
sub _serializer_wanted {
    my ($self, $line) = @_;
    return $self->_world if $line eq 'WORLD';
    my ($package) = $line =~ /\AFREEZER (.+)\z/s;
    return $self->_wrong('FREEZER or WORLD was due: ' . _shown($line), 'NOT')
        if !defined $package;
    push @{ $self->{refused} }, $package;
    return $self->_wrong($self->_no_serializer($package), 'NOT')
        if $package !~ $OLD_PACKAGE || !defined $self->_chosen($package);
    $self->{serializer} = $package;
    return 'OK';
}

sub _world {
    my ($self) = @_;
    $self->{serializer} //= $self->_chosen('Storable');
    return $self->_fail($self->_no_serializer(@{ $self->{refused} || ['Storable'] }), 'NOT')
        if !defined $self->{serializer};
    $self->{state} = 'over';
    return 'UP';
}

1;
