package POE::Component::Client::NATS::KV::Lease;

# A key that one client holds: created, put again well before it expires, and given up at once where that
# fails. It is told `held`, `taken` (another one has it; tried again), `lost`.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Client::NATS::KV);

use Carp         qw(croak);
use Scalar::Util qw(refaddr weaken);

use POE::Kernel ();
use POE::Component::Client::NATS::Answer;

sub _kernel { return $POE::Kernel::poe_kernel }

sub new {
    my ($class, $kv, $key, $value, %option)   = @_;
    my ($event, $code, $context, $ttl, $once) = delete @option{qw(event callback context ttl once)};
    my ($unknown) = sort keys %option;
    croak "lease: there is no option '$unknown'" if defined $unknown;
    croak 'lease needs an event or a callback'   if !defined $event and !$code;
    $ttl ||= $kv->{ttl}
        or croak 'lease needs ttl, the seconds after which keys of this bucket expire';
    $kv->subject($key);
    my $self = bless { kv => $kv, key => $key, value => $value, ttl => $ttl, once => $once },
        $class;
    $self->{timer} = $kv->jetstream->client->{timer};
    $self->{code}  = $code // $self->_deliver_to($event, $context);
    $kv->jetstream->client->{flows}{ refaddr $self } = $self;
    $self->_try;
    return $self;
}

sub _deliver_to {
    my ($self, $event, $context) = @_;
    my $id = $self->{session} = POE::Component::Client::NATS::Answer::session_id();
    _kernel()->refcount_increment($id, POE::Component::Client::NATS::Answer::TAG);
    return sub { _kernel()->post($id, $event, $_[0], $_[1], $context); return };
}

sub is_held { return $_[0]{is_held} ? 1 : 0 }

# Within a third of the time; counted from before the question, as the server's clock for the key
# begins between then and the answer.
sub _try {
    my ($self) = @_;
    my $asked = $self->{timer}->now;
    weaken(my $weak = $self);
    my $tell   = sub { $weak->_got_answer($asked, @_) if $weak };
    my %option = (callback => $tell, timeout => $self->{ttl} / 3);
    my $kv     = $self->{kv};
    return $kv->update(@$self{qw(key value revision)}, %option) if $self->{is_held};
    return $kv->create(@$self{qw(key value)}, callback => $tell);
}

sub _got_answer {
    my ($self, $asked, $revision, $failure) = @_;
    return                                    if $self->{is_over};
    return $self->_is_held($asked, $revision) if !$failure;
    my $is_taken = ($failure->{err_code} // 0) == 10_071;
    if ($self->{is_held}) {
        return $self->_lose($failure) if $is_taken;
        return $self->_later($self->{ttl} / 10);
    }
    $self->_tell('taken', $failure) if !$self->{was_told}++;
    return $self->stop              if $self->{once};
    return $self->_later($self->{ttl} / 3);
}

sub _is_held {
    my ($self, $asked, $revision) = @_;
    @$self{qw(revision asked)} = ($revision, $asked);
    weaken(my $weak = $self);
    $self->{timer}->add($self->{ttl} * 0.8, sub { $weak->_is_running_out if $weak });
    $self->_later($self->{ttl} / 3);
    return if $self->{is_held};
    $self->{is_held} = 1;
    return $self->_tell('held');
}

sub _is_running_out {
    my ($self) = @_;
    return if !$self->{is_held} or $self->{timer}->now - $self->{asked} < $self->{ttl} * 0.8 - 0.2;
    return $self->_lose;
}

sub _lose {
    my ($self, $failure) = @_;
    return if !delete $self->{is_held};
    $self->_tell('lost', $failure);
    return $self->stop if $self->{once};
    return $self->_later($self->{ttl} / 3);
}

# One try at a time, whoever asks for it.
sub _later {
    my ($self, $seconds) = @_;
    my $turn = ++$self->{turn};
    weaken(my $weak = $self);
    $self->{timer}->add(
        $seconds,
        sub { $weak->_try if $weak and !$weak->{is_over} and $weak->{turn} == $turn });
    return;
}

sub _tell {
    my ($self, $what, $failure) = @_;
    return $self->{code}->($what, $self, $failure);
}

# Others may have it at once.
sub release {
    my ($self) = @_;
    my $kv = $self->{kv};
    $kv->delete($self->{key}, revision => $self->{revision}, callback => sub { })
        if delete $self->{is_held} and !$kv->jetstream->client->is_closed;
    return $self->stop;
}

sub stop {
    my ($self) = @_;
    return if $self->{is_over}++;
    delete $self->{is_held};
    delete $self->{kv}->jetstream->client->{flows}{ refaddr $self };
    my $id = delete $self->{session};
    _kernel()->refcount_decrement($id, POE::Component::Client::NATS::Answer::TAG) if defined $id;
    return;
}

1;
