package POE::Component::Client::NATS::JetStream;

# Streams and consumers: questions to a server's JetStream. Durations are seconds here.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(POE::Component::Client::NATS POE::Component::Client::NATS::KV);

use Carp         qw(croak);
use MIME::Base64 qw(decode_base64);

use POE::Component::Client::NATS::Answer;
use POE::Component::Client::NATS::Failure;
use POE::Component::Client::NATS::JSON qw(data_of json_false json_true text_of);
use POE::Component::Client::NATS::JetStream::Message;
use POE::Component::Client::NATS::JetStream::Publishing;
use POE::Component::Client::NATS::JetStream::Pull;
use POE::Component::Client::NATS::JetStream::Push;
use POE::Filter::NATS ();

sub new {
    my ($class, $client, %option) = @_;
    my ($prefix, $timeout) = delete @option{qw(prefix timeout)};
    my ($unknown) = sort keys %option;
    croak "jetstream: there is no option '$unknown'" if defined $unknown;
    return bless { client => $client, prefix => $prefix // '$JS.API', timeout => $timeout // 5 },
        $class;
}

sub client { return $_[0]{client} }

# ---------------------------------------------------------------------------
# The form of questions

my %is_duration = map { $_ => 1 }
    qw(max_age duplicate_window ack_wait max_expires inactive_threshold idle_heartbeat expires);
my %is_number = map { $_ => 1 } qw(
    max_msgs max_bytes max_msgs_per_subject max_msg_size num_replicas max_deliver opt_start_seq
    max_ack_pending max_waiting max_batch max_consumers seq keep batch offset rate_limit_bps
);
my %is_boolean = map { $_ => 1 } qw(
    no_ack allow_rollup_hdrs allow_direct deny_delete deny_purge sealed headers_only flow_control
    mem_storage no_wait
);

sub nanoseconds { return int($_[0] * 1e9 + 0.5) }

# Numbers and truth values are not strings in JSON.
sub typed {
    my ($config) = @_;
    my %typed = %$config;
    for my $name (grep { defined $typed{$_} } keys %typed) {
        if    ($is_duration{$name}) { $typed{$name} = nanoseconds($typed{$name}) }
        elsif ($is_number{$name})   { $typed{$name} += 0 }
        elsif ($is_boolean{$name})  { $typed{$name} = $typed{$name} ? json_true : json_false }
        elsif ($name eq 'backoff') {
            $typed{$name} = [ map { nanoseconds($_) } @{ $typed{$name} } ];
        }
    }
    delete @typed{ grep { !defined $typed{$_} } keys %typed };
    return \%typed;
}

sub check_name {
    my ($what, $name) = @_;
    croak "$what cannot be named ", defined $name ? "'$name'" : 'undef'
        if !defined $name or $name !~ /\A[^\s.*>\/\\\0-\x20]{1,255}\z/;
    return $name;
}

sub _is_failure {
    my ($data) = @_;
    return POE::Component::Client::NATS::Failure->new(protocol => 'the answer is no JSON object')
        if ref $data ne 'HASH';
    my $error = $data->{error} or return;
    return POE::Component::Client::NATS::Failure->new(
        jetstream => $error->{description} // 'an error without a description',
        code      => $error->{code}        // 0,
        err_code  => $error->{err_code}    // 0,
    );
}

# The answer gets what was found in the server's, or why there is none.
sub ask {
    my ($self, $subject, $data, $answer, $find) = @_;
    my $payload = defined $data ? text_of($data) : '';
    $self->{client}->request(
        "$self->{prefix}.$subject",
        $payload,
        timeout  => $self->{timeout},
        callback => sub {
            my ($message, $failure) = @_;
            return $answer->(undef, $failure) if $failure;
            my $found = data_of($message->payload);
            $failure = _is_failure($found);
            return $answer->(undef, $failure) if $failure;
            return $answer->($find ? $find->($found) : $found);
        });
    return;
}

# For a method of the program's: the options say who gets the answer.
sub _asked {
    my ($self, $option, $subject, $data, $find) = @_;
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take($option);
    my ($unknown) = sort keys %$option;
    croak "there is no option '$unknown'" if defined $unknown;
    $self->ask($subject, $data, $answer, $find);
    return $returned;
}

# ---------------------------------------------------------------------------
# Streams

sub account_info {
    my ($self, %option) = @_;
    return $self->_asked(\%option, 'INFO');
}

sub create_stream {
    my ($self, $config, %option) = @_;
    my $name = check_name('A stream', $config->{name});
    return $self->_asked(\%option, "STREAM.CREATE.$name", typed($config));
}

# The whole configuration, not only what changes.
sub update_stream {
    my ($self, $config, %option) = @_;
    my $name = check_name('A stream', $config->{name});
    return $self->_asked(\%option, "STREAM.UPDATE.$name", typed($config));
}

sub stream_info {
    my ($self, $name, %option) = @_;
    return $self->_asked(\%option, 'STREAM.INFO.' . check_name('A stream', $name));
}

sub delete_stream {
    my ($self, $name, %option) = @_;
    return $self->_asked(
        \%option, 'STREAM.DELETE.' . check_name('A stream', $name), undef,
        sub {1});
}

# How many messages are gone.
sub purge_stream {
    my ($self, $name, %option) = @_;
    my %what = map { $_ => delete $option{$_} } grep { defined $option{$_} } qw(filter keep seq);
    return $self->_asked(
        \%option, 'STREAM.PURGE.' . check_name('A stream', $name),
        %what ? typed(\%what) : undef, sub { $_[0]{purged} });
}

sub stream_names {
    my ($self, %option) = @_;
    my $subject = delete $option{subject};
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    $self->_list(
        'STREAM.NAMES', 'streams', defined $subject ? { subject => $subject } : {},
        $answer
    );
    return $returned;
}

# Long lists come in parts.
sub _list {
    my ($self, $subject, $what, $data, $answer, @so_far) = @_;
    my $next = sub {
        my ($found, $failure) = @_;
        return $answer->(undef, $failure) if $failure;
        my @part = @{ $found->{$what} || [] };
        push @so_far, @part;
        return $answer->(\@so_far) if !@part or @so_far >= ($found->{total} // 0);
        return $self->_list($subject, $what, $data, $answer, @so_far);
    };
    $self->ask($subject, { %$data, offset => scalar @so_far }, $next);
    return;
}

# { subject, seq, time, headers, data }; the last one's server says, so that what was written is seen.
sub get_message {
    my ($self, $name, %option) = @_;
    my %what = map { $_ => delete $option{$_} }
        grep { defined $option{$_} } qw(seq last_by_subj next_by_subj);
    croak 'get_message needs seq, last_by_subj or next_by_subj' if !%what;
    return $self->_asked(
        \%option, 'STREAM.MSG.GET.' . check_name('A stream', $name),
        typed(\%what), sub { stored($_[0]{message}) });
}

sub stored {
    my ($found)   = @_;
    my ($headers) = (POE::Filter::NATS::read_headers(
        defined $found->{hdrs} ? decode_base64($found->{hdrs}) : undef
    ))[2];
    return {
        subject => $found->{subject},
        seq     => $found->{seq},
        time    => $found->{time},
        headers => $headers || [],
        data    => decode_base64($found->{data} // ''),
    };
}

sub delete_message {
    my ($self, $name, $seq, %option) = @_;
    return $self->_asked(
        \%option, 'STREAM.MSG.DELETE.' . check_name('A stream', $name),
        { seq => $seq + 0 }, sub {1});
}

# ---------------------------------------------------------------------------
# Consumers

sub consumer_question {
    my ($stream, $config) = @_;
    check_name('A stream', $stream);
    my $data = { stream_name => $stream, config => typed($config) };
    my $name = $config->{durable_name};
    return ("CONSUMER.CREATE.$stream", $data) if !defined $name;
    check_name('A consumer', $name);
    return ("CONSUMER.DURABLE.CREATE.$stream.$name", $data);
}

sub create_consumer {
    my ($self, $stream, $config, %option) = @_;
    my %config
        = (ack_policy => 'explicit', deliver_policy => 'all', replay_policy => 'instant', %$config);
    return $self->_asked(\%option, consumer_question($stream, \%config));
}

sub _consumer {
    my ($stream, $name) = @_;
    return check_name('A stream', $stream) . '.' . check_name('A consumer', $name);
}

sub consumer_info {
    my ($self, $stream, $name, %option) = @_;
    return $self->_asked(\%option, 'CONSUMER.INFO.' . _consumer($stream, $name));
}

sub delete_consumer {
    my ($self, $stream, $name, %option) = @_;
    return $self->_asked(\%option, 'CONSUMER.DELETE.' . _consumer($stream, $name), undef, sub {1});
}

sub consumer_names {
    my ($self, $stream, %option) = @_;
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    $self->_list('CONSUMER.NAMES.' . check_name('A stream', $stream), 'consumers', {}, $answer);
    return $returned;
}

# ---------------------------------------------------------------------------
# Messages: into a stream, out of it

sub publish {
    my ($self, $subject, $payload, %option) = @_;
    my ($answer, $returned) = POE::Component::Client::NATS::Answer::take(\%option);
    POE::Component::Client::NATS::JetStream::Publishing::begin(
        $self, $subject, $payload, $answer,
        %option
    );
    return $returned;
}

# A consumer that is there, kept busy.
sub consume {
    my ($self, $stream, $consumer, %option) = @_;
    _consumer($stream, $consumer);
    return POE::Component::Client::NATS::JetStream::Pull->new($self, $stream, $consumer, %option);
}

# A consumer that sends by itself, made for this.
sub follow {
    my ($self, $stream, %option) = @_;
    check_name('A stream', $stream);
    return POE::Component::Client::NATS::JetStream::Push->new($self, $stream, %option);
}

sub key_value {
    my ($self, $bucket, %option) = @_;
    require POE::Component::Client::NATS::KV;
    return POE::Component::Client::NATS::KV->new($self, $bucket, %option);
}

1;
