package POE::Component::IKC::Transport::NATS::Store;

use strict;
use warnings;

our $VERSION = '2.000';

# Messages to sessions whose messages are kept while they are away: into a stream of each, until the server says that
# they are there.

use POE::Component::IKC::Specifier qw(specifier_name);


sub new {
    my ($class, $transport) = @_;
    return bless { transport => $transport, kept => {}, open => 0, last => 0 }, $class;
}

sub jetstream { return $_[0]{jetstream} //= $_[0]{transport}{client}->jetstream }

# ---- for whom messages are kept: names of kernels, or `+`, with names of sessions ----

sub note { my ($self, @names) = @_; @{ $self->{kept} }{@names} = (1) x @names; return }

# Their streams are there though nobody else is. A server may have none at all.
sub look_up {
    my ($self) = @_;
    my $names = $self->{transport}{names};
    $self->jetstream->stream_names(
        subject  => $names->for_any_durable,
        callback => sub {
            my ($streams) = @_;
            $self->note(grep {defined} map { $names->kept_in($_) } @{ $streams || [] });
        },
    );
    return;
}

# The name that the stream goes by, of a kernel that may have been named otherwise.
sub keeper {
    my ($self, $kernel, $session) = @_;
    my $kept = $self->{kept};
    return         if !%$kept;
    return $kernel if $kept->{"$kernel/$session"};
    my $rid    = $self->{transport}{ikc}->rid_of($kernel)  // return;
    my $names  = $self->{transport}{presence}->names($rid) // return;
    my ($name) = grep { $kept->{"$_/$session"} } @$names;
    return $name;
}

# ---- storing ----

sub count { return $_[0]{open} }

# The answer gets the place in the stream, or why it is not there.
sub put {
    my ($self, $keeper, $to, $message, %option) = @_;
    my $transport = $self->{transport};
    my $name      = specifier_name($message->{event});
    my $answer    = $option{answer} || sub {
        my ($stored, $failure) = @_;
        return                                            if $stored;
        $transport->{ikc}->question_lost($message->{ask}) if defined $message->{ask};
        $transport->{ikc}
            ->channel_error([ 'store', 0, "a message for $name may not be stored: $failure" ]);
    };
    my ($subject, $octets) = eval { $self->_written($keeper, $to, $message) }
        or return $transport->_not_sent(undef, 0, $@);
    return $transport->_not_sent(undef, 0, 'too many messages are being stored (max_unconfirmed)')
        if $self->{open} >= $transport->{max_unconfirmed};
    $self->{open}++;
    my $id = $option{id} // join '-', $transport->{id}, ++$self->{last};
    $self->jetstream->publish(
        $subject, $octets,
        id       => $id,
        timeout  => $option{timeout} // 30,
        callback => sub { $self->{open}--; $answer->(@_) });
    return 1;
}

# What is read at some time by whoever it will be.
sub _written {
    my ($self, $keeper, $to, $message) = @_;
    my $transport = $self->{transport};
    my %wire      = %$message;
    delete $wire{event};
    $wire{args} = $to->{args} if defined $to->{args};
    my $octets = $transport->_common->(\%wire);
    my ($length, $most) = (length $octets, $transport->payload_most);
    die "a message of $length octets is too large for this wire, which takes $most\n"
        if $length > $most;
    return (
        $transport->{names}->to_durable($keeper, @$to{qw(session)}, $transport->{id}, $to->{state}),
        $octets
    );
}

1;
