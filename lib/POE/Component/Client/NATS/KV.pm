package POE::Component::Client::NATS::KV;

# Buckets of keys and values: a stream of which the last message of each subject counts.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Client::NATS::JetStream);

use Carp qw(croak);

use POE::Component::Client::NATS::Answer;
use POE::Component::Client::NATS::Failure;
use POE::Component::Client::NATS::KV::Lease;
use POE::Component::Client::NATS::KV::Watch;

sub new {
    my ($class, $jetstream, $bucket, %option) = @_;
    croak 'A bucket cannot be named ', defined $bucket ? "'$bucket'" : 'undef'
        if !defined $bucket or $bucket !~ /\A[A-Za-z0-9_-]+\z/;
    my ($unknown) = sort CORE::keys %option;
    croak "key_value: there is no option '$unknown'" if defined $unknown;
    return bless { jetstream => $jetstream, bucket => $bucket, stream => "KV_$bucket", ttl => 0 },
        $class;
}

sub bucket    { return $_[0]{bucket} }
sub stream    { return $_[0]{stream} }
sub jetstream { return $_[0]{jetstream} }

sub subject {
    my ($self, $key) = @_;
    croak 'A key cannot be ', defined $key ? "'$key'" : 'undef'
        if !defined $key or $key !~ m{\A[-A-Za-z0-9_/=]+(?:\.[-A-Za-z0-9_/=]+)*\z};
    return "\$KV.$self->{bucket}.$key";
}

sub key_of { return substr $_[1], length("\$KV.$_[0]{bucket}.") }

# ---------------------------------------------------------------------------
# The bucket

# One that is there with the same settings is as good as a new one.
sub create_bucket {
    my ($self, %option) = @_;
    my %config = (
        name                 => $self->{stream},
        subjects             => ["\$KV.$self->{bucket}.>"],
        max_msgs_per_subject => CORE::delete $option{history}   // 1,
        max_age              => CORE::delete $option{ttl}       // 0,
        storage              => CORE::delete $option{storage}   // 'file',
        num_replicas         => CORE::delete $option{replicas}  // 1,
        max_bytes            => CORE::delete $option{max_bytes} // -1,
        discard              => 'new',
        allow_rollup_hdrs    => 1,
        deny_delete          => 1,
        allow_direct         => 1,
    );
    $self->{ttl} = $config{max_age};
    return $self->{jetstream}->create_stream(\%config, %option);
}

sub delete_bucket {
    my ($self, %option) = @_;
    return $self->{jetstream}->delete_stream($self->{stream}, %option);
}

sub status {
    my ($self, %option) = @_;
    return $self->{jetstream}->stream_info($self->{stream}, %option);
}

# ---------------------------------------------------------------------------
# Reading

# { key, value, revision, time, operation } or undef; of a key that was deleted with `any` only.
sub get {
    my ($self, $key, %option) = @_;
    my $any = CORE::delete $option{any};
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    my $subject = $self->subject($key);
    $self->_get($subject, sub { $answer->(_live(@_[ 0, 1 ], $any)) });
    return $returned;
}

sub _live {
    my ($entry, $failure, $any) = @_;
    return (undef, $failure) if $failure;
    return $entry && ($any || $entry->{operation} eq 'PUT') ? $entry : undef;
}

my $NOT_FOUND = 10_037;

sub _get {
    my ($self, $subject, $answer) = @_;
    $self->{jetstream}->ask(
        "STREAM.MSG.GET.$self->{stream}",
        { last_by_subj => $subject },
        sub {
            my ($message, $failure) = @_;
            return $answer->(undef) if $failure and ($failure->{err_code} // 0) == $NOT_FOUND;
            return $answer->(undef, $failure) if $failure;
            return $answer->($self->_entry($message));
        },
        sub { POE::Component::Client::NATS::JetStream::stored($_[0]{message}) });
    return;
}

sub _entry {
    my ($self, $message) = @_;
    my %header = @{ $message->{headers} };
    return {
        key       => $self->key_of($message->{subject}),
        value     => $message->{data},
        revision  => $message->{seq},
        time      => $message->{time},
        operation => $header{'KV-Operation'} // 'PUT',
    };
}

# ---------------------------------------------------------------------------
# Writing. The answer is the new revision.

sub _publish {
    my ($self, $subject, $value, $answer, %option) = @_;
    POE::Component::Client::NATS::JetStream::Publishing::begin(
        $self->{jetstream},
        $subject, $value,
        sub {
            my ($ack, $failure) = @_;
            $answer->($ack && $ack->{seq}, $failure);
        },
        timeout => 10,
        %option
    );
    return;
}

sub put {
    my ($self, $key, $value, %option) = @_;
    my $subject = $self->subject($key);
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    $self->_publish($subject, $value, $answer, %option);
    return $returned;
}

# Only if nobody changed it since that revision.
sub update {
    my ($self, $key, $value, $revision, %option) = @_;
    croak 'update needs a revision' if !defined $revision;
    return $self->put($key, $value, %option, expect_last_subject_sequence => $revision);
}

# Only if there is none; one that was deleted is none.
sub create {
    my ($self, $key, $value, %option) = @_;
    my $subject = $self->subject($key);
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    $self->_create($subject, $value, $answer);
    return $returned;
}

my $WRONG_SEQUENCE = 10_071;

sub _create {
    my ($self, $subject, $value, $answer, $revision) = @_;
    my $tell = sub {
        my ($new, $failure) = @_;
        return $answer->($new, $failure)
            if !$failure
            or $revision
            or ($failure->{err_code} // 0) != $WRONG_SEQUENCE;
        return $self->_get(
            $subject,
            sub {
                my ($entry) = @_;
                return $answer->(undef, $failure) if !$entry or $entry->{operation} eq 'PUT';
                return $self->_create($subject, $value, $answer, $entry->{revision});
            });
    };
    $self->_publish($subject, $value, $tell, expect_last_subject_sequence => $revision // 0);
    return;
}

# Leaves a mark, so that those who watch hear of it.
sub delete {
    my ($self, $key, %option) = @_;
    return $self->_mark($key, { 'KV-Operation' => 'DEL' }, %option);
}

# The same, and older values are gone.
sub purge {
    my ($self, $key, %option) = @_;
    return $self->_mark($key, { 'KV-Operation' => 'PURGE', 'Nats-Rollup' => 'sub' }, %option);
}

sub _mark {
    my ($self, $key, $headers, %option) = @_;
    my $revision = CORE::delete $option{revision};
    return $self->put(
        $key, '', %option, headers => $headers,
        defined $revision ? (expect_last_subject_sequence => $revision) : ());
}

# ---------------------------------------------------------------------------
# Looking on

sub watch {
    my ($self, %option) = @_;
    return POE::Component::Client::NATS::KV::Watch->new($self, %option);
}

# Names of the keys that have a value.
sub keys {
    my ($self, %option) = @_;
    my $timeout = CORE::delete $option{timeout} // 10;
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    my %is;
    my $watch;
    my $end = sub {
        return if !$watch;
        $watch->stop;
        undef $watch;
        $answer->(@_);
    };
    $watch = $self->watch(
        headers_only => 1,
        callback     => sub {
            my ($entry) = @_;
            return $end->([ sort CORE::keys %is ]) if !$entry;
            if ($entry->{operation} eq 'PUT') { $is{ $entry->{key} } = 1 }
            else                              { CORE::delete $is{ $entry->{key} } }
        },
        on_error => sub { $end->(undef, $_[0]) },
    );
    $self->{jetstream}->client->{timer}->add(
        $timeout,
        sub {
            $end->(
                undef,
                POE::Component::Client::NATS::Failure->new(timeout => "no list within $timeout s"));
        });
    return $returned;
}

# To be the one who holds a key, for as long as it is kept up.
sub lease {
    my ($self, $key, $value, %option) = @_;
    return POE::Component::Client::NATS::KV::Lease->new($self, $key, $value, %option);
}

1;
