package POE::Component::IKC::ClientLite;

# Asks services of POE programs from a program that has no POE, such as a CGI script. Every call waits for its
# end, and none for longer than the time that was given.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(carp);
use Exporter     qw(import);
use List::Util   qw(sum);
use Scalar::Util qw(blessed weaken);

use POE::Component::IKC::ClientLite::Socket ();
use POE::Component::IKC::Protocol           ();
use POE::Component::IKC::Serializers        ();

our @EXPORT = qw(create_ikc_client);    ## no critic (the name is the original's)

use constant {
    DEFAULT_PORT    => 603,
    DEFAULT_TIMEOUT => 30,
    BLOCK_SIZE      => 65_535,
    MAX_MESSAGE     => 16 * 1024 * 1024,
    MAX_KEPT        => 100,
    SESSION         => 'IKCLite',
};

# The newest error of any client.
our $error = '';

# Counts the addresses for answers, for all clients of the process.
my $responses = 0;

# ---------------------------------------------------------------------------
# Construction

my %DEFAULT = (
    ip          => 'localhost',
    port        => DEFAULT_PORT,
    timeout     => DEFAULT_TIMEOUT,
    block_size  => BLOCK_SIZE,
    max_message => MAX_MESSAGE,
    protocol    => 'IKC0',
);

sub spawn {
    my ($class, %given) = @_;
    my $self  = bless { %DEFAULT, error => '', kept => [] }, $class;
    my @known = (
        keys %DEFAULT,
        qw(connect_timeout name objects secret serialiser serializers storable tls unix)
    );
    for my $key (grep { defined $given{$_} } @known) {
        $self->{$key} = $given{$key};
    }
    $self->{connect_timeout} //= $self->{timeout} || DEFAULT_TIMEOUT;
    $self->{own_serializer} = $self->{serialiser} if blessed $self->{serialiser};
    $self->{buffer}         = '';
    return $self->connect ? $self : undef;
}

sub create_ikc_client {
    my (%given) = @_;
    my $class = delete $given{package} || __PACKAGE__;
    carp 'create_ikc_client is deprecated: use ' . __PACKAGE__ . '->spawn';
    return $class->spawn(%given);
}

sub name {
    my ($self) = @_;
    return $self->{name} // $self->_own_name;
}

# Two clients of one name would be one to a server: those that nobody named are Client and the number of the
# process, and then numbered.
my %in_use;

sub _own_name {
    my ($self) = @_;
    my $own = $self->{own_name};
    return $own->[1] if $own && $own->[0] == $$;
    my ($name, $number) = ("Client$$", 1);
    $name = "Client$$-" . ++$number while $in_use{$name};
    weaken($in_use{$name} = $self);
    $self->{own_name} = [ $$, $name ];
    return $name;
}

# As a method of a client, of the class, or as a function.
sub error {
    my ($self) = @_;
    return ref $self ? $self->{error} : $error;
}

# Notes why something failed. Returns false.
sub _fail {
    my ($self, $reason) = @_;
    $error = $self->{error} = $reason;
    return;
}

# The same when the connection is of no more use.
sub _break {
    my ($self, $reason) = @_;
    $self->disconnect;
    return $self->_fail($reason);
}

# ---------------------------------------------------------------------------
# Connection

# A live connection is kept; whether it lives is asked of the peer.
sub connect {    ## no critic (the name is the original's)
    my ($self) = @_;
    return 1 if $self->_is_connected && $self->ping;
    return $self->_connect_anew;
}

sub disconnect {
    my ($self) = @_;
    my $socket = delete $self->{socket};
    $socket->close if $socket;
    delete @$self{qw(peer serializer is_ours peer_names)};
    $self->{buffer} = '';
    return;
}

# What a parent process connected is not for its children: they would take each other's answers.
sub _is_connected {
    my ($self) = @_;
    my $socket = $self->{socket} or return 0;
    return 1 if $socket->is_of_this_process && !$socket->has_ended;
    $self->disconnect;
    return 0;
}

sub _be_connected {
    my ($self) = @_;
    return $self->_is_connected || $self->_connect_anew;
}

sub _connect_anew {
    my ($self) = @_;
    $self->disconnect;
    my $until = _now() + $self->{connect_timeout};
    my ($socket, $reason) = POE::Component::IKC::ClientLite::Socket->to(
        %$self{qw(ip port unix tls)},
        until => $until
    );
    return $self->_fail("Unable to connect to @{[ $self->_address ]}: $reason") if !$socket;
    $self->{socket} = $socket;
    $reason = $self->_greet // $self->_show_secret;
    return
        defined $reason ? $self->_break("Unable to connect to @{[ $self->_address ]}: $reason") : 1;
}

# A peer that goes on talking gets no longer than one that is silent.
sub _is_late { return _now() > $_[0]{socket}{until} }

sub _now { return POE::Component::IKC::ClientLite::Socket::now() }

sub _address {
    my ($self) = @_;
    return defined $self->{unix} ? "unix:$self->{unix}" : "$self->{ip}:$self->{port}";
}

# Peers on this machine are trusted with what is unsafe with strangers, as long as the program names nothing
# else.
sub _is_near {
    my ($self) = @_;
    return 1 if defined $self->{unix} || $self->{storable};
    return $self->{ip} =~ /\A(?:localhost|127(?:\.[0-9]+){3}|::1)\z/;
}

# The original's parameter names one package, which is offered as it is; an object by the name of its class.
sub _offered {
    my ($self) = @_;
    my $one = $self->{serialiser};
    return $self->{own_serializer} ? ref $one : $one if defined $one;
    my $wanted = $self->{serializers};
    return POE::Component::IKC::Serializers::offered(
        $wanted,
        trusted => scalar $self->_is_near,
        unread  => 1
    );
}

# The handshake. Returns why it failed, or undef.
sub _greet {
    my ($self)  = @_;
    my @offered = $self->_offered or return "no serializer: $@";
    my $talk    = eval {
        POE::Component::IKC::Protocol->new(
            side     => 'client', names        => [ $self->name ], serializers => \@offered,
            protocol => $self->{protocol}, pid => $$
        );
    } or return $@;
    my $reason = $self->_tell($talk->start);
    until ($talk->is_over || defined $reason) {
        (my $line, $reason) = $self->_next_line;
        last if !defined $line;
        $reason = $self->_tell($talk->line($line));
        $reason = $talk->failure // $reason;
    }
    return $reason // $self->_agree($talk);
}

sub _tell {
    my ($self, @lines) = @_;
    return if !@lines;
    my ($done, $reason) = $self->{socket}->write_all(join '', map {"$_\r\n"} @lines);
    return $done ? undef : $reason;
}

# A line without its end, or undef and the reason why there is none.
sub _next_line {
    my ($self) = @_;
    my $end;
    until (($end = index $self->{buffer}, "\n") >= 0) {
        return (undef, 'the line of the handshake does not end')
            if length $self->{buffer} > POE::Component::IKC::Protocol::MAX_LINE();
        my $reason = $self->_read_more;
        return (undef, $reason) if defined $reason;
    }
    my $line = substr $self->{buffer}, 0, $end + 1, '';
    chop $line;
    $line =~ s/\r\z//;
    return $line;
}

# What was agreed upon.
sub _agree {
    my ($self, $talk) = @_;
    my $name = $talk->serializer;
    my $own  = $self->{own_serializer};
    $self->{serializer} = POE::Component::IKC::Serializers::find(
        $own // $name, told => !!($self->{serializers} || $self->{serialiser}),
        objects             => $self->{objects}) or return "serializer $name: $@";
    $self->{is_ours} = $talk->is_ours;
    my @names = $talk->peer_names;
    $self->{peer_names} = \@names;
    $self->{peer}       = $talk->protocol eq 'IKC'
        && !defined $self->{unix} ? "$self->{ip}:$self->{port}" : $names[0];
    return;
}

# ---------------------------------------------------------------------------
# The secret

sub _show_secret {
    my ($self) = @_;
    return if !defined $self->{secret};
    return 'the peer cannot show that it knows the secret: it is another IKC' if !$self->{is_ours};
    require POE::Component::IKC::Auth;
    my $auth = POE::Component::IKC::Auth->new(
        side => 'client', secret => $self->{secret}, name => $self->name,
        peer => $self->{peer_names}[0]);
    my @messages = $auth->start;
    until ($auth->is_over) {
        for my $message (splice @messages) {
            my ($done, $reason) = $self->_write_message($message);
            return $reason if !$done;
        }
        my ($message, $reason) = $self->_next_message;
        return $reason // 'the peer closed' if !$message;
        @messages = $auth->message($message);
        return $auth->failure if defined $auth->failure;
    }
    return;
}

# ---------------------------------------------------------------------------
# Frames

# Returns why there is nothing more, or undef.
sub _read_more {
    my ($self) = @_;
    my ($count, $reason) = $self->{socket}->read_into(\$self->{buffer}, $self->{block_size});
    return $reason if !defined $count;
    return $count ? undef : 'the peer closed the connection';
}

# The length of the next frame's head and body, nothing if the head is not complete. Dies if there is no head.
sub _head {
    my ($self)   = @_;
    my $start    = substr $self->{buffer}, 0, 21;
    my ($digits) = $start =~ /\A([0-9]{1,20})\0/;
    if (defined $digits) {
        die "a message of $digits octets is larger than max_message\n"
            if $digits > $self->{max_message};
        return (length($digits) + 1, 0 + $digits);
    }
    die "what the peer sent is no message\n" if $start !~ /\A[0-9]{0,20}\z/;
    return;
}

# The next message, or undef with the reason. A connection on which the frames are lost is closed by the caller.
sub _next_message {
    my ($self) = @_;
    while (1) {
        my ($head, $body) = eval { $self->_head };
        return (undef, $@) if $@;
        if (defined $head && length $self->{buffer} >= $head + $body) {
            my $frame = substr $self->{buffer}, $head, $body;
            substr($self->{buffer}, 0, $head + $body) = '';
            $self->{size} = $body;
            return $self->_thawed($frame);
        }
        my $reason = $self->_read_more;
        return (undef, $reason) if defined $reason;
    }
    return;
}

sub _thawed {
    my ($self, $frame) = @_;
    my $message = eval { $self->{serializer}{thaw}->($frame) };
    return (undef, "what the peer sent cannot be thawed: $@") if !defined $message;
    return (undef, 'what the peer sent is no message')        if ref $message ne 'HASH';
    return $message;
}

# The same after the handshake, when it is too late for a secret.
sub _next_said {
    my ($self) = @_;
    my ($message, $reason) = $self->_next_message;
    return (undef, 'the peer wants to be shown a secret') if $message && exists $message->{auth};
    return ($message, $reason);
}

sub _write_message {
    my ($self, $message) = @_;
    my $body = eval { $self->{serializer}{freeze}->($message) };
    return (0, "cannot be frozen: $@", 1) if !defined $body;
    return $self->{socket}->write_all(length($body) . "\0$body");
}

# Sends what $make makes for the peer that is connected then: the address it went to. A connection that turns
# out to be closed is made once more.
sub _send {
    my ($self, $make) = @_;
    my ($done, $reason, $is_own);
    for (1 .. 2) {
        $self->{socket} or $self->_connect_anew or return;
        $self->{socket}->set_until(_now() + $self->{timeout});
        my $message = $make->();
        ($done, $reason, $is_own) = $self->_write_message($message);
        return $message->{event}     if $done;
        return $self->_fail($reason) if $is_own;
        $self->disconnect;
        return $self->_fail($reason) if $reason eq 'timed out';
    }
    return $self->_fail($reason);
}

# ---------------------------------------------------------------------------
# Addresses

# What to write into `event`, a function of the peer; nothing after a warning if it names no state.
sub _address_of {
    my ($self, $spec) = @_;
    if (ref $spec eq 'HASH') {
        return sub {$spec}
            if grep({ defined $spec->{$_} && length $spec->{$_} } qw(session state)) == 2;
    } elsif (defined $spec && !ref $spec) {
        my $is_whole = $spec             =~ /\Apoe:/;
        my $rest     = $is_whole ? $spec =~ s{\Apoe:(?://[^/]*)?/}{}r : $spec;
        return sub { $is_whole ? $spec : "poe://$self->{peer}/$spec" }
            if $rest =~ m{\A[\w -]+/[\w -]+(?:\?\w+)?\z};
    }
    my $shown = ref $spec || ($spec // 'undef');
    carp "An address is session/state, not '$shown'";
    return $self->_fail("Bad address '$shown'");
}

sub _from { return { kernel => $_[0]->name, session => SESSION } }

sub _response {
    my ($self) = @_;
    return { %{ $self->_from }, state => 'response' . $responses++ };
}

# ---------------------------------------------------------------------------
# What programs call

sub post {
    my ($self, $spec, $data) = @_;
    my $address = $self->_address_of($spec) or return 0;
    $self->_be_connected       or return 0;
    $self->_take_what_is_there or return 0;
    return $self->_send(
        sub { return { event => $address->(), params => $data, from => $self->_from } }) ? 1 : 0;
}

sub call {
    my ($self, $spec, $data) = @_;
    my $address  = $self->_address_of($spec) or return;
    my $response = $self->_response;
    my $is_list  = wantarray;
    my $make     = sub {
        my @question = $self->_question($response, $data, $is_list);
        return { event => $address->(), from => $self->_from, @question };
    };
    return _results($is_list, $self->_exchange($make, $response));
}

# A peer of ours answers questions always, and calls handlers for a list. Others answer to an address, unless
# there is nothing to say.
sub _question {
    my ($self, $response, $data, $is_list) = @_;
    return (params => $data, wantarray => $is_list ? 1 : '', rsvp => $response)
        if !$self->{is_ours};
    my ($number) = $response->{state} =~ /([0-9]+)\z/;
    return (
        params => [$data], ask => 0 + $number, want => $is_list ? 'l' : 's',
        ttl    => int 1000 * $self->{timeout});
}

sub post_respond {
    my ($self, $spec, $data) = @_;
    my $address  = $self->_address_of($spec) or return;
    my $response = $self->_response;
    my $make     = sub {
        return { event => $address->(), params => [ $data, $response ], from => $self->_from };
    };
    return _results(wantarray, $self->_exchange($make, $response));
}

sub responded {
    my ($self, $state) = @_;
    my $wanted = { session => SESSION, state => $state };
    my $kept   = $self->_from_kept($wanted);
    return _results(wantarray, $kept)                         if $kept;
    return $self->_fail("No connection to wait for '$state'") if !$self->{socket};
    $self->{socket}->set_until(_now() + $self->{timeout});
    return _results(wantarray, $self->_await($wanted));
}

# Where a list is wanted, others send it as one array; peers of ours say what is one.
sub _results {
    my ($is_list, $answer) = @_;
    return if !$answer;
    if (my $values = $answer->{values}) {
        return $is_list ? @$values : @$values ? $values->[-1] : undef;
    }
    my $params = $answer->{params};
    return $is_list && ref $params eq 'ARRAY' ? @$params : $params;
}

sub ping {
    my ($self) = @_;
    return $self->_fail('No connection') if !$self->_is_connected;
    my $pong = { kernel => $self->name, session => 'IKC', state => 'pong' };
    my $make = sub {
        return {
            event => "poe://$self->{peer_names}[0]/IKC/ping", params => 'PING',
            rsvp  => $pong
        };
    };
    my $answer = $self->_exchange($make, $pong);
    return $answer && ($answer->{params} // '') eq 'PONG' ? 1 : 0;
}

# ---------------------------------------------------------------------------
# Answers

# Sends, and waits for the answer: { params } or { values }, or undef.
sub _exchange {
    my ($self, $make, $response) = @_;
    $self->_be_connected            or return;
    $self->_take_what_is_there      or return;
    my $event = $self->_send($make) or return;
    return $self->_await($response, _name_of($event));
}

# Session and state, as errors name them.
sub _name_of {
    my ($event) = @_;
    return "$event->{session}/$event->{state}" if ref $event;
    return $event =~ s{\Apoe:(?://[^/]*)?/}{}r =~ s{\?.*}{}r;
}

sub _await {
    my ($self, $response, $name) = @_;
    my $kept = $self->_from_kept($response);
    return $kept if $kept;
    while (1) {
        my ($message, $reason) = $self->_is_late ? (undef, 'timed out') : $self->_next_said;
        return $self->_fail("Timed out waiting for response to $response->{state}")
            if !$message && $reason eq 'timed out';
        return $self->_break($reason) if !$message;
        next                          if $self->_serve($message);
        my $answer = $self->_is_answer($message, $response);
        return $answer         if $answer;
        return                 if $self->_is_error($message, $response, $name);
        $self->_keep($message) if !defined $message->{answer} && !$message->{is_error};
    }
    return;
}

# Peers ask whether somebody is still here; those of ours do so now and then.
sub _serve {
    my ($self, $message)  = @_;
    my ($session, $state) = _target_of($message);
    return if $session ne 'IKC';
    my $is_asked = defined $message->{params} && $message->{params} eq 'ping';
    my $answer
        = $state eq 'IKC:beat' ? ($is_asked
            && { event => { %{ $message->{event} }, kernel => $self->{peer} }, params => 'pong' })
        : $state eq 'ping' && ref $message->{rsvp} eq 'HASH'
        ? { event => $message->{rsvp}, params => 'PONG', from => $self->_from }
        : return;
    $self->_write_message($answer) if $answer;
    return 1;
}

# Session and state that a message is for.
sub _target_of {
    my ($message) = @_;
    my $event = $message->{event};
    return map { $_ // '' } @$event{qw(session state)} if ref $event eq 'HASH';
    my ($session, $state) = ($event // '') =~ m{([^/]*)/([^/?]*)(?:\?\w*)?\z};
    return ($session // '', $state // '');
}

sub _is_answer {
    my ($self, $message, $response) = @_;
    return $self->_is_own_answer($message, $response) if defined $message->{answer};
    return                                            if $message->{is_error};
    my ($session, $state) = _target_of($message);
    return if $session ne $response->{session} || $state ne $response->{state};
    return { params => $message->{params} };
}

# The answer of a peer of ours: values, or why there are none.
sub _is_own_answer {
    my ($self, $message, $response) = @_;
    return
        if $response->{state} ne "response$message->{answer}" || ($message->{status} // '') ne 'ok';
    my $values = $message->{params};
    return { values => ref $values eq 'ARRAY' ? $values : [$values] };
}

# Whether it tells that what was asked has failed. An error about something else is noted, and waited on.
sub _is_error {
    my ($self, $message, $response, $name) = @_;
    my $params = $message->{params};
    my $text   = ref $params eq 'ARRAY' ? $params->[0] : $params;
    $text = 'the peer tells of an error without words' if !defined $text || ref $text;
    if (defined $message->{answer}) {
        return if $response->{state} ne "response$message->{answer}";
        $self->_fail($text);
        return 1;
    }
    return if !$message->{is_error};
    $self->_fail($text);
    my ($about) = $text =~ m{Request poe:(?://[^/]*)?/(\S+/\S+)};
    return !defined $about || !defined $name || $about eq $name;
}

# Messages that nobody waits for yet are there for `responded`. Answers that came too late are not.
sub _keep {
    my ($self, $message)  = @_;
    my ($session, $state) = _target_of($message);
    return if $session eq SESSION && $state =~ /\Aresponse[0-9]+\z/;
    return if $session eq 'IKC';
    if ($session ne SESSION) {
        warn "A message for $session/$state came to a client that has no such session\n";
        return;
    }
    my $kept = $self->{kept};
    push @$kept, [ $state, $message->{params}, $self->{size} ];
    shift @$kept
        while @$kept > MAX_KEPT || @$kept && $self->{max_message} < sum map { $_->[2] } @$kept;
    return;
}

sub _from_kept {
    my ($self, $response) = @_;
    return if $response->{session} ne SESSION;
    my $kept = $self->{kept};
    for my $at (0 .. $#$kept) {
        next if $kept->[$at][0] ne $response->{state};
        my ($found) = splice @$kept, $at, 1;
        return { params => $found->[1] };
    }
    return;
}

# What came since the last answer cannot be the next one. False if the connection broke.
sub _take_what_is_there {
    my ($self) = @_;
    $self->{socket}->set_until(_now() + $self->{timeout});
    while (length $self->{buffer} || $self->{socket}->is_ready) {
        return $self->_fail('the peer does not stop talking') if $self->_is_late;
        my ($head, $body) = eval { $self->_head };
        return $self->_break($@) if $@;
        if (!defined $head || length $self->{buffer} < $head + $body) {
            last                        if !$self->{socket}->is_ready;
            return $self->_connect_anew if defined $self->_read_more;
            next;
        }
        my ($message, $reason) = $self->_next_said;
        return $self->_break($reason) if !$message;
        next                          if $self->_serve($message);
        $self->_is_error($message, { state => '' }, '') or $self->_keep($message);
    }
    return 1;
}

1;
