package IKCPeer;

# The other side of a connection of inter-kernel communication, as the original behaves on the wire: both roles,
# both handshakes, its three serializers, kernels and light clients. It shares nothing with the modules under
# test, dies of everything that the original would not take, and keeps what went over the wire.

use strict;
use warnings;

use Carp             qw(croak);
use Data::Dumper     ();
use IO::Select       ();
use IO::Socket::IP   ();
use IO::Socket::UNIX ();
use POETest;
use POSIX       ();
use Storable    ();
use Time::HiRes qw(time);

use constant LIMIT => 15;

our @IDENTITY = qw(vm-6b02bf0f-00004834-00000001 vm-6b02bf45-00004c26-00000001);

# ---------------------------------------------------------------------------
# Processes

# Runs code in a process of its own; ->result is what it returned. It is a child of nobody here, so that no kernel
# waits for it.
sub in_child {
    my ($class, $code) = @_;
    pipe my $in, my $out or die "pipe: $!";
    my $between = spawn(sub {
        close $in;
        return 0 if fork // die "fork: $!";
        syswrite $out, pack 'N', $$;
        my $result = eval { [ 1, $code->() ] } || [ 0, "$@" ];
        print {$out} Storable::freeze($result);
        close $out;
        return 0;
    });
    waitpid $between, 0;
    close $out;
    sysread $in, my $pid, 4 or die "no pid: $!";
    return bless { pid => unpack('N', $pid), in => $in }, $class;
}

sub result {
    my ($self) = @_;
    my $until  = time + scaled(2 * LIMIT);
    my $octets = '';
    while (1) {
        IO::Select->new($self->{in})->can_read($until - time)
            or die 'the peer does not come to an end';
        sysread $self->{in}, $octets, 65_536, length $octets or last;
    }
    my ($good, @values) = @{ Storable::thaw($octets) || [ 0, "the peer ended without a word" ] };
    die "peer: $values[0]" if !$good;
    return wantarray ? @values : $values[0];
}

sub stop {
    my ($self) = @_;
    kill KILL => $self->{pid};
    return;
}

# ---------------------------------------------------------------------------
# Connections

my %USUAL = (protocol => 'IKC0', freezer => 'Storable', pid => 18_484);

# A server that waits: unix => PATH, or a port of its own.
sub listen_on {
    my ($class, %given) = @_;
    my $self = bless {
        %USUAL, names => [ $IDENTITY[0], 'Srv', 'SrvAlias' ],
        takes => [qw(Storable FreezeThaw POE::Component::IKC::Freezer)], role => 'server', %given
        },
        $class;
    $self->{listener}
        = defined $given{unix}
        ? IO::Socket::UNIX->new(Local => $given{unix}, Listen => 5)
        : IO::Socket::IP->new(LocalHost => '127.0.0.1', LocalPort => 0, Listen => 5);
    die "no listener: $!"                                if !$self->{listener};
    push @{ $self->{names} }, '127.0.0.1:' . $self->port if !defined $given{unix} && !$given{names};
    return $self;
}

sub port { return $_[0]{listener}->sockport }

# The next connection, greeted. With raw => 1 it is not greeted.
sub accept_one {
    my ($self, %more) = @_;
    IO::Select->new($self->{listener})->can_read(scaled(LIMIT)) or die 'nobody connects';
    my $socket = $self->{listener}->accept or die "accept: $!";
    my $one    = bless { %$self, %more, socket => $socket, buffer => '', log => [] }, ref $self;
    delete $one->{listener};
    $one->_greet_as_server if !$more{raw};
    return $one;
}

# A client that has connected and greeted: port => or unix =>, names => [...], light => 1 for one that is no kernel.
sub connect_to {
    my ($class, %given) = @_;
    my $self = bless {
        %USUAL, names => [ $given{light} ? 'LC' : ($IDENTITY[1], 'Cli', 'CliAlias') ],
        role          => 'client', buffer => '', log => [], %given
    }, $class;
    $self->{socket}
        = defined $given{unix}
        ? IO::Socket::UNIX->new(Peer => $given{unix})
        : IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $given{port});
    die "no connection: $!" if !$self->{socket};
    $self->_greet_as_client if !$given{raw};
    return $self;
}

# One that takes part in what only kernels of this distribution say: any key may come.
sub own {
    my ($class, %given) = @_;
    require JSON::PP;
    my $json = JSON::PP->new->utf8->allow_nonref;
    return $class->connect_to(
        freezer => 'POE::Component::IKC::Freezer::JSON', is_own => 1,
        codec   => [ sub { $json->encode($_[0]) }, sub { $json->decode($_[0]) } ], %given
    );
}

sub hang_up {
    my ($self) = @_;
    close $self->{socket};
    return;
}

# What was sent and received: [ '>' or '<', octets ].
sub log { return $_[0]{log} }    ## no critic (it is a method)

sub put {
    my ($self, $octets) = @_;
    push @{ $self->{log} }, [ '>', $octets ];
    local $SIG{PIPE} = 'IGNORE';
    my ($done, $until) = (0, time + scaled(LIMIT));
    while ($done < length $octets) {
        IO::Select->new($self->{socket})->can_write($until - time)
            or die 'the other side does not read';
        $done += syswrite($self->{socket}, $octets, length($octets) - $done, $done)
            // die "write: $!\n";
    }
    return $self;
}

# False at the end of the connection.
sub _more {
    my ($self) = @_;
    IO::Select->new($self->{socket})->can_read(scaled($self->{limit} || LIMIT))
        or die "nothing comes\n";
    return sysread $self->{socket}, $self->{buffer}, 65_536, length $self->{buffer};
}

# True when the other side hangs up, and says no more before.
sub ends {
    my ($self) = @_;
    1 while $self->_more;
    return !length $self->{buffer};
}

sub put_line { my ($self, $line) = @_; return $self->put("$line\r\n") }

sub get_line {
    my ($self) = @_;
    my $end;
    until (($end = index $self->{buffer}, "\n") >= 0) {
        $self->_more or die "the end instead of a line\n";
    }
    my $line = substr $self->{buffer}, 0, $end + 1, '';
    push @{ $self->{log} }, [ '<', $line ];
    $line =~ s/\r\n\z// or die "no CR LF after '$line'";
    return $line;
}

sub _expect {
    my ($self, @wanted) = @_;
    for my $wanted (@wanted) {
        my $line = $self->get_line;
        die "'$line' instead of '$wanted'" if $line ne $wanted;
    }
    return;
}

# ---------------------------------------------------------------------------
# The handshake of either side

sub _setup {
    my ($self, @freezers) = @_;
    return
        "SETUP KERNEL=@{[ join ',', @{ $self->{names} } ]};FREEZER=@{[ join ',', @freezers ]};PID=$self->{pid}";
}

sub _take_setup {
    my ($self, $line) = @_;
    my ($names, $freezers, $pid) = $line =~ /\ASETUP KERNEL=([^;]+);FREEZER=([^;]+);PID=([0-9]+)\z/
        or die "'$line' is no SETUP as the original writes it";
    @$self{qw(peer_names peer_pid)} = ([ split /,/, $names ], $pid);
    return split /,/, $freezers;
}

sub _greet_as_client {
    my ($self) = @_;
    return $self->_greet_old if $self->{protocol} eq 'IKC';
    my @freezers = ref $self->{freezer} ? @{ $self->{freezer} } : $self->{freezer};
    $self->put_line($self->_setup(@freezers));
    my $line = $self->get_line;
    return $self->_greet_old if $line eq 'NOT';
    my @chosen = $self->_take_setup($line);
    die "one of @freezers was to be chosen, not @chosen"
        if @chosen != 1 || !grep { $_ eq $chosen[0] } @freezers;
    $self->{freezer} = $chosen[0];
    return;
}

sub _greet_old {
    my ($self) = @_;
    $self->{spoken} = 'IKC';
    $self->put_line('HELLO');
    $self->_take_names;
    $self->_tell_names;
    my @freezers = ref $self->{freezer} ? @{ $self->{freezer} } : $self->{freezer};
    for my $freezer (@freezers) {
        $self->put_line("FREEZER $freezer");
        my $answer = $self->get_line;
        next                                 if $answer eq 'NOT';
        die "'$answer' instead of OK or NOT" if $answer ne 'OK';
        $self->{freezer} = $freezer;
        last;
    }
    $self->put_line('WORLD');
    $self->_expect('UP');
    return;
}

sub _tell_names {
    my ($self) = @_;
    my ($first, @others) = @{ $self->{names} };
    for my $name ($first, reverse @others) {
        $self->put_line("IAM $name");
        $self->_expect('OK');
    }
    $self->put_line('DONE');
    return;
}

sub _take_names {
    my ($self) = @_;
    while (1) {
        my $line = $self->get_line;
        last if $line eq 'DONE';
        my ($name) = $line =~ /\AIAM ([-:.\w]+)\z/ or die "'$line' is no name";
        push @{ $self->{peer_names} }, $name;
        $self->put_line('OK');
    }
    return;
}

sub _greet_as_server {
    my ($self) = @_;
    my $line = $self->get_line;
    if ($line =~ /\ASETUP/) {
        if ($self->{protocol} eq 'IKC0') {
            my @offered = $self->_take_setup($line);
            my ($chosen) = grep {
                my $one = $_;
                grep { $_ eq $one } @{ $self->{takes} }
            } @offered;
            if (defined $chosen) {
                $self->{freezer} = $chosen;
                $self->put_line($self->_setup($chosen));
                return;
            }
        }
        $self->put_line('NOT');
        $line = $self->get_line;
    }
    die "'$line' instead of HELLO" if $line ne 'HELLO';
    return $self->_greet_old_as_server;
}

sub _greet_old_as_server {
    my ($self) = @_;
    $self->{spoken} = 'IKC';
    $self->_tell_names;
    $self->_take_names;
    while ((my $line = $self->get_line) ne 'WORLD') {
        my ($freezer) = $line =~ /\AFREEZER ([-:\w]+)\z/
            or die "'$line' instead of FREEZER or WORLD";
        my $takes = grep { $_ eq $freezer } @{ $self->{takes} };
        $self->{freezer} = $freezer if $takes;
        $self->put_line($takes ? 'OK' : 'NOT');
    }
    $self->put_line('UP');
    return;
}

# ---------------------------------------------------------------------------
# Messages

sub freeze {
    my ($self, $message) = @_;
    return $self->{codec}[0]->($message) if $self->{codec};
    return Storable::nfreeze($message)   if $self->{freezer} eq 'Storable';
    if ($self->{freezer} eq 'FreezeThaw') {
        require FreezeThaw;
        return FreezeThaw::freeze($message);
    }
    return Data::Dumper->new([$message], ['POE::Component::IKC::Freezer::VAR1'])->Purity(1)
        ->Indent(0)->Dump;
}

sub thaw {
    my ($self, $body) = @_;
    return $self->{codec}[1]->($body)   if $self->{codec};
    return Storable::thaw($body)        if $self->{freezer} eq 'Storable';
    return (FreezeThaw::thaw($body))[0] if $self->{freezer} eq 'FreezeThaw' && require FreezeThaw;
    my $start = '$POE::Component::IKC::Freezer::VAR1 = {';
    die 'that is not what the Freezer writes' if $body !~ /\A\Q$start\E/ || $body =~ /\n\z/;
    no strict 'vars';     ## no critic (ProhibitNoStrict)
    return eval $body;    ## no critic (ProhibitStringyEval) - this is what the original does
}

sub post {
    my ($self, $message) = @_;
    my $body = $self->freeze($message);
    return $self->put(length($body) . "\0$body");
}

# The body of the next frame, undef at the end of the connection.
sub get_frame {
    my ($self) = @_;
    while (1) {
        if ($self->{buffer} =~ /\A([1-9][0-9]*)\0/ && length $self->{buffer} >= length($1) + 1 + $1)
        {
            my $frame = substr $self->{buffer}, 0, length($1) + 1 + $1, '';
            push @{ $self->{log} }, [ '<', $frame ];
            return substr $frame, length($1) + 1;
        }
        die 'no frame: ' . substr $self->{buffer}, 0, 40
            if $self->{buffer} !~ /\A(?:[1-9][0-9]*(?:\0|\z)|\z)/;
        $self->_more and next;
        die 'the connection ended within a frame' if length $self->{buffer};
        return;
    }
    return;
}

my %PART = map { $_ => 1 } qw(event params from rsvp wantarray is_error);

# The next message, undef at the end. What the original would not send kills.
sub get {
    my ($self)  = @_;
    my $body    = $self->get_frame // return;
    my $message = $self->thaw($body);
    die 'no hash'   if ref $message ne 'HASH';
    return $message if $self->{is_own};
    die "the original knows no @{[ grep { !$PART{$_} } sort keys %$message ]}"
        if grep { !$PART{$_} } keys %$message;
    die 'no params' if !exists $message->{params};
    $self->_check_address(event => $message->{event}, 'state');
    $self->_check_address(from  => $message->{from})          if exists $message->{from};
    $self->_check_address(rsvp  => $message->{rsvp}, 'state') if exists $message->{rsvp};
    die 'is_error' if exists $message->{is_error} && $message->{is_error} ne '1';
    return $message;
}

sub _check_address {
    my ($self, $name, $address, @more) = @_;
    if (!ref $address && $name eq 'event') {
        return if defined $address && $address =~ m{\Apoe://[-\w.:* ]+/[\w -]+/[\w -]+(?:\?\w+)?\z};
    } elsif (ref $address eq 'HASH') {
        my %known = map { $_ => 1 } qw(kernel session state args);
        return
            if !grep({ !$known{$_} } keys %$address)
            && 2 + @more == grep { length($address->{$_} // '') } qw(kernel session), @more;
    }
    die "$name is no address: " . Data::Dumper->new([$address])->Indent(0)->Dump;
}

# ---------------------------------------------------------------------------
# Asking

my $questions = 0;

# As a light client calls. Returns params.
sub call_light {
    my ($self, $state, $params, $is_list) = @_;
    my $reply = { kernel => 'LC', session => 'IKCLite', state => 'response' . $questions++ };
    $self->post({
        event     => "poe://$self->{peer_names}[0]/$state", params  => $params,
        from      => { kernel => 'LC', session => 'IKCLite' }, rsvp => $reply,
        wantarray => $is_list ? 1 : ''
    });
    return $self->answer_to($reply);
}

# As a kernel calls.
sub call_kernel {
    my ($self, $event, $params, %more) = @_;
    my $reply = { kernel => $self->{names}[1], session => 2, state => 'callback', %more };
    $self->post({ event => $event, params => $params, from => $self->from('cli'), rsvp => $reply });
    return $self->answer_to($reply);
}

sub from {
    my ($self, $session) = @_;
    return { kernel => $self->{names}[0], session => $session, state => 'IKC:proxy' };
}

# Waits for a message to that address.
sub answer_to {
    my ($self, $reply) = @_;
    my $message = $self->get // die "the end instead of an answer\n";
    my $event   = $message->{event};
    my $is_it
        = ref $event
        && $event->{session} eq $reply->{session}
        && $event->{state} eq $reply->{state};
    die 'not the answer: ' . Data::Dumper->new([$message])->Indent(0)->Dump if !$is_it;
    return $message->{params};
}

# ---------------------------------------------------------------------------
# Serving

sub part_of {
    my ($event) = @_;
    return @$event{qw(kernel session state)} if ref $event;
    return $event =~ m{\Apoe://([^/]*)/([^/]*)/([^/?]*)};
}

sub name_of {
    my ($address) = @_;
    return $address if !ref $address;
    return 'poe:' . ($address->{kernel} ? "//$address->{kernel}" : '') . join '',
        map {"/$_"} grep { defined && length } @$address{qw(session state)};
}

# Answers what comes until the end: services => { session => { state => sub (peer, params, message) } }.
sub serve {
    my ($self, %services) = @_;
    my $count = 0;
    while (my $message = $self->get) {
        ++$count;
        $self->_serve_one($message, \%services);
    }
    return $count;
}

sub _serve_one {
    my ($self, $message, $services) = @_;
    my ($kernel, $session, $state)  = part_of($message->{event});
    my $code = "$session/$state" eq 'IKC/ping' ? sub {'PONG'} : $services->{$session}{$state};
    return $self->_refuse($message, $kernel, $session, $state) if !$code;
    my @values
        = $message->{wantarray}
        ? $code->($self, $message->{params}, $message)
        : scalar $code->($self, $message->{params}, $message);
    my $rsvp = $message->{rsvp} or return;
    return if $message->{wantarray} ? !@values : !defined $values[0];
    return $self->post({
        event => $rsvp, params => $message->{wantarray} ? \@values : $values[0],
        from  => $self->from($session) });
}

sub _refuse {
    my ($self, $message, $kernel, $session, $state) = @_;
    return if $message->{is_error};
    my $text = "Session '$session' has not published state '$state'.  Request "
        . name_of($message->{event});
    $text .= ' sent by ' . name_of($message->{from}) if $message->{from};
    return $self->post({
        event    => { kernel => $self->{peer_names}[0], session => 'IKC', state => 'remote_error' },
        is_error => 1,
        params   => [ $text, $kernel, 'check' ] });
}

1;
