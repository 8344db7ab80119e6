package POE::Component::Client::NATS::KV::Watch;

# Changes of a bucket: first what is there, then undef, then each change as it comes. Keys that expire are
# found by a clock of our own, as servers tell nobody.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Client::NATS::KV);

use Carp         qw(croak);
use Scalar::Util qw(weaken);

use POE::Kernel ();
use POE::Component::Client::NATS::Answer;

sub _kernel { return $POE::Kernel::poe_kernel }

sub new {
    my ($class, $kv, %option) = @_;
    my %own = map { $_ => delete $option{$_} }
        qw(key event callback context headers_only ttl updates_only heartbeat on_error);
    my ($unknown) = sort keys %option;
    croak "watch: there is no option '$unknown'" if defined $unknown;
    croak 'an event or a callback is needed'     if !defined $own{event} and !$own{callback};
    my $self = bless { kv => $kv, ttl => $own{ttl} // $kv->{ttl}, seen => {}, revision => 0 },
        $class;
    $self->{code} = $own{callback} // $self->_deliver_to(@own{qw(event context)});
    weaken(my $weak = $self);
    my $on_error = $own{on_error};
    $self->{flow} = $kv->jetstream->follow(
        $kv->stream,
        ordered   => 1,
        heartbeat => $own{heartbeat} // 5,
        callback  => sub { $weak->_got($_[0])      if $weak },
        on_ready  => sub { $weak->_is_ready($_[0]) if $weak },
        on_error  => sub { $weak->stop             if $weak; $on_error->($_[0]) if $on_error },
        config    => {
            filter_subject => '$KV.' . $kv->bucket . '.' . ($own{key} // '>'),
            deliver_policy => $own{updates_only} ? 'new' : 'last_per_subject',
            headers_only   => $own{headers_only},
        },
    );
    return $self;
}

sub _deliver_to {
    my ($self, $event, $context) = @_;
    my $id = $self->{held} = POE::Component::Client::NATS::Answer::session_id();
    _kernel()->refcount_increment($id, POE::Component::Client::NATS::Answer::TAG);
    return sub { _kernel()->call($id, $event, $_[0], $_[1], $context); return };
}

sub _is_ready {
    my ($self, $info) = @_;
    return           if $self->{is_complete};
    $self->_complete if !$info->{num_pending};
    return;
}

sub _complete {
    my ($self) = @_;
    return if $self->{is_complete}++;
    return $self->{code}->(undef, $self);
}

sub _got {
    my ($self, $message) = @_;
    my $details = $message->details;
    my $entry   = {
        key       => $self->{kv}->key_of($message->subject),
        value     => $message->payload,
        revision  => $details->{stream_seq},
        time      => $details->{time},
        operation => scalar($message->header('KV-Operation')) // 'PUT',
    };
    $self->_note($entry) if $self->{ttl};
    $self->{code}->($entry, $self);
    $self->_complete if !$details->{pending} and !$self->{is_over};
    return;
}

# A grace for clocks that differ: to be late is better than to call somebody dead who is not.
use constant GRACE => 0.5;

sub _note {
    my ($self, $entry)   = @_;
    my ($key, $revision) = @$entry{qw(key revision)};
    return delete $self->{seen}{$key} if $entry->{operation} ne 'PUT';
    $self->{seen}{$key} = $revision;
    weaken(my $weak = $self);
    $self->{kv}->jetstream->client->{timer}
        ->add($self->{ttl} + GRACE, sub { $weak->_may_be_gone($key, $revision) if $weak });
    return;
}

sub _may_be_gone {
    my ($self, $key, $revision) = @_;
    my $is = $self->{seen}{$key};
    return if $self->{is_over} or !defined $is or $is != $revision;
    delete $self->{seen}{$key};
    return $self->{code}
        ->({ key => $key, value => '', revision => $revision, operation => 'EXPIRED' }, $self);
}

sub stop {
    my ($self) = @_;
    return              if $self->{is_over}++;
    $self->{flow}->stop if $self->{flow};
    _kernel()->refcount_decrement($self->{held}, POE::Component::Client::NATS::Answer::TAG)
        if defined $self->{held};
    delete $self->{held};
    return;
}

1;
