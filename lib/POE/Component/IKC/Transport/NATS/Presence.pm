package POE::Component::IKC::Transport::NATS::Presence;

use strict;
use warnings;

our $VERSION = '2.000';

# Which kernels are there. Each tells the others of itself at every beat, and answers whoever is new at once. Who is
# silent is asked: the server says at once if nobody listens there any more, which is what is left of a process that
# was killed; one that is busy gets more time.

use POE::Component::Client::NATS::JSON qw(data_of text_of);
use POE::Component::IKC::Serializers   ();
use POE::XS                            ();
use POE::Component::IKC::Util          qw(own_id);
use Sys::Hostname                      ();

# The version of what kernels say to each other.
use constant VERSION => 1;

# In beats: when a silent kernel is asked, and when it is given up though the server knows it.
use constant { SILENT => 1.7, DEAD => 15 };

# In seconds: how long names may change after the connection is there, and others get to come back to the server.
use constant { SETTLING => 5, GRACE => 1, GRACE_MOST => 12 };

# Of what others tell: aliases or offers of one kernel, octets of its record, kernels.
use constant { ITEMS_MOST => 1000, OCTETS_MOST => 65_536, KERNELS_MOST => 10_000 };

sub new {
    my ($class, $transport) = @_;
    return bless { transport => $transport, kernels => {}, since => time, settled => 0 },
        $class;
}

# ---- what is told of this kernel ----

sub record {
    my ($self, %more) = @_;
    my $transport = $self->{transport};
    return text_of({
        v           => VERSION,
        id          => $transport->{id},
        names       => $transport->own_names,
        pid         => $$,
        process     => $self->{process} //= own_id(),
        since       => $self->{since},
        host        => $self->{host} //= Sys::Hostname::hostname(),
        beat        => $transport->{heartbeat},
        serializers => $transport->{serializers},
        offers      => $transport->own_offers,
        durable     => $transport->own_durable,
        %more,
    });
}

# ---- what others tell ----

# The record, if it is one of a kernel that speaks as this one does.
sub _checked {
    my ($self, $sender, $text) = @_;
    return if length $text > OCTETS_MOST;
    my $record = data_of($text);
    return
           if ref $record ne 'HASH'
        or ($record->{id} // '') ne $sender
        or ($record->{v}  // 0) != VERSION;
    for my $list (qw(names serializers offers durable)) {
        my $items = $record->{$list} //= [];
        return if ref $items ne 'ARRAY' or @$items > ITEMS_MOST or grep { !defined or ref } @$items;
    }
    for my $number (qw(pid beat since)) {
        return if ref $record->{$number} or ($record->{$number} // 0) !~ /\A[0-9]+(?:\.[0-9]+)?\z/;
    }
    $record->{$_} //= 0 for qw(beat since);
    $record->{process} = $sender if ref $record->{process} or !defined $record->{process};
    return $record;
}

# A process that took the place of another, under its ID, is another kernel.
sub heard {
    my ($self, $sender, $text) = @_;
    my $transport = $self->{transport};
    my $record    = $self->_checked($sender, $text) or return;
    return $self->_heard_of_itself($record) if $sender eq $transport->{id};
    my $known = $self->{kernels}{$sender};
    $self->gone($sender)
        if $known and ($record->{leaving} or $known->{process} ne $record->{process});
    return if $record->{leaving};
    my $kernel = $self->{kernels}{$sender} || $self->_welcome($record) || return;
    @$kernel{qw(heard asked beat)} = (POE::XS::steady(), 0, $record->{beat} || 1);
    $kernel->{offers} = { map { $_ => 1 } @{ $record->{offers} } };
    $transport->{store}->note(@{ $record->{durable} });
    return if $known and $kernel == $known;
    $transport->kernel_came($sender, $record);
    $self->_name($sender);
    return;
}

sub _heard_of_itself {
    my ($self, $record) = @_;
    return if $record->{process} eq ($self->{process} // $record->{process});
    $self->{transport}->has_double if !$self->{has_double}++;
    return;
}

# A name that several have is that of who has been there longest, whoever was heard first; only after this kernel has
# connected, so that nobody takes a name later by saying so.
sub _name {
    my ($self, $id) = @_;
    my ($ikc, $new) = ($self->{transport}{ikc}, $self->{kernels}{$id});
    for my $name (@{ $new->{names} }) {
        my $rid   = $ikc->rid_of($name);
        my $owner = defined $rid ? $self->{kernels}{$rid} : undef;
        next if defined $rid and (!$owner or $owner == $new or $rid eq $name);
        next if $owner       and POE::XS::steady() > $self->{settled};
        next if $owner       and ($owner->{since} <=> $new->{since} || $rid cmp $id) < 0;
        $ikc->unregister($name) if $owner;
        $ikc->peer_is_named($id, $name);
    }
    return;
}

# With none of its serializers this kernel could not speak.
sub _welcome {
    my ($self, $record) = @_;
    my %wanted = map { $_ => 1 } @{ $self->{transport}{serializers} };
    my ($common) = grep { $wanted{$_} } @{ $record->{serializers} };
    return if !defined $common or keys %{ $self->{kernels} } >= KERNELS_MOST;
    my $serializer = POE::Component::IKC::Serializers::find($common, told => 1);
    return $self->{kernels}{ $record->{id} } = {
        freeze => $serializer->{freeze}, subjects => {},
        map { $_ => $record->{$_} } qw(names process since)
    };
}

# Its names are those of others who have them, too.
sub gone {
    my ($self, $id) = @_;
    my $kernels = $self->{kernels};
    my $gone    = delete $kernels->{$id} or return;
    $self->{transport}->kernel_went($id);
    return if $self->{transport}{is_over};
    my %was = map { $_ => 1 } @{ $gone->{names} };
    for my $other (sort keys %$kernels) {
        $self->_name($other)
            if $kernels->{$other} and grep { $was{$_} } @{ $kernels->{$other}{names} };
    }
    return;
}

# After the connection was away all of them get their time anew. They may have lost it, too, and wait longer before they
# try again, the longer it was away.
sub renew {
    my ($self, $away) = @_;
    $self->{settled} = POE::XS::steady() + SETTLING;
    my $grace = $away ? GRACE + 1.5 * $away : 0;
    $grace = GRACE_MOST if $grace > GRACE_MOST;
    @$_{qw(heard asked)} = (POE::XS::steady() + $grace, 0) for values %{ $self->{kernels} };
    return;
}

# Called several times in a beat.
sub check {
    my ($self) = @_;
    my $now = POE::XS::steady();
    for my $id (sort keys %{ $self->{kernels} }) {
        my $kernel = $self->{kernels}{$id} or next;
        my $beats  = ($now - $kernel->{heard}) / $kernel->{beat};
        if    ($beats > DEAD)                           { $self->gone($id) }
        elsif ($beats > SILENT and !$kernel->{asked}++) { $self->_ask($id) }
    }
    return;
}

sub _ask {
    my ($self, $id) = @_;
    my $transport = $self->{transport};
    my $heard     = $self->{kernels}{$id}{heard};
    $transport->ask_whether_there(
        $id,
        sub {
            my ($is_there) = @_;
            my $kernel = $self->{kernels}{$id} or return;
            $kernel->{asked} = 0;
            if    ($is_there) { $kernel->{heard} = POE::XS::steady() }
            elsif (defined $is_there and $kernel->{heard} == $heard) { $self->gone($id) }
        });
    return;
}

sub names { my ($self, $id) = @_; return $self->{kernels}{$id} && $self->{kernels}{$id}{names} }

# Who offers that session, beside this kernel.
sub offering {
    my ($self, $session) = @_;
    for my $kernel (values %{ $self->{kernels} }) { return 1 if $kernel->{offers}{$session} }
    return 0;
}

1;
