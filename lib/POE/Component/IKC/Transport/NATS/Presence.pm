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
use Sys::Hostname                      ();

# The version of what kernels say to each other.
use constant VERSION => 1;

# In beats: when a silent kernel is asked, and when it is given up though the server knows it.
use constant { SILENT => 1.7, DEAD => 15 };

use constant ITEMS_MOST => 1000;    # aliases or offers of one kernel

sub new {
    my ($class, $transport) = @_;
    return bless { transport => $transport, kernels => {}, started => POE::XS::steady(), }, $class;
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
    my $record = data_of($text);
    return
           if ref $record ne 'HASH'
        or ($record->{id} // '') ne $sender
        or ($record->{v}  // 0) != VERSION;
    for my $list (qw(names serializers offers durable)) {
        my $items = $record->{$list} //= [];
        return if ref $items ne 'ARRAY' or @$items > ITEMS_MOST or grep { !defined or ref } @$items;
    }
    for my $number (qw(pid beat)) {
        return if ref $record->{$number} or ($record->{$number} // 0) !~ /\A[0-9]+(?:\.[0-9]+)?\z/;
    }
    return $record;
}

# True if that kernel was not known.
sub heard {
    my ($self, $sender, $text) = @_;
    my $transport = $self->{transport};
    return if $sender eq $transport->{id};
    my $record = $self->_checked($sender, $text) or return;
    return $self->gone($sender) if $record->{leaving};
    my $known  = $self->{kernels}{$sender};
    my $kernel = $known || $self->_welcome($record) || return;
    @$kernel{qw(heard asked beat names)}
        = (POE::XS::steady(), 0, $record->{beat} || 1, $record->{names});
    $kernel->{offers} = { map { $_ => 1 } @{ $record->{offers} } };
    $transport->{store}->note(@{ $record->{durable} });
    $transport->kernel_came($sender, $record) if !$known;
    return !$known;
}

# With none of its serializers this kernel could not speak.
sub _welcome {
    my ($self, $record) = @_;
    my %wanted = map { $_ => 1 } @{ $self->{transport}{serializers} };
    my ($common) = grep { $wanted{$_} } @{ $record->{serializers} };
    return if !defined $common;
    my $serializer = POE::Component::IKC::Serializers::find($common, told => 1);
    return $self->{kernels}{ $record->{id} } = { freeze => $serializer->{freeze}, subjects => {} };
}

sub gone {
    my ($self, $id) = @_;
    delete $self->{kernels}{$id} or return;
    $self->{transport}->kernel_went($id);
    return;
}

# After the connection was away all of them get their time anew.
sub renew {
    my ($self) = @_;
    @$_{qw(heard asked)} = (POE::XS::steady(), 0) for values %{ $self->{kernels} };
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
    return scalar grep { $_->{offers}{$session} } values %{ $self->{kernels} };
}

1;
