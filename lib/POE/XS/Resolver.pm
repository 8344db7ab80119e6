package POE::XS::Resolver;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp   qw(croak);
use Socket qw(AF_UNSPEC SOCK_STREAM);

use POE::Kernel                  ();
use POE::XS::Resolver::Literal   ();
use POE::XS::Resolver::Questions ();

my @NUMBERS      = qw(family flags protocol socktype);
my %IS_KNOWN     = map { $_ => 1 } qw(host service timeout), @NUMBERS;
my %IS_OF_EVENTS = map { $_ => 1 } qw(event context);

# Of a name the system takes less; paths are shorter still.
use constant LONGEST => 1025;

# ---------------------------------------------------------------------------
# What is asked

sub _question {
    my ($method, $known, @options) = @_;
    croak "$method: options are pairs" if @options % 2;
    my %option = @options;
    $IS_KNOWN{$_}
        or $known->{$_}
        or croak qq{$method: there is no option "$_"}
        for sort keys %option;
    my ($host, $service, $seconds) = @option{qw(host service timeout)};
    croak "$method: host or service must be given" if !defined $host and !defined $service;
    croak "$method: host is too long, or has a character that no name has"
        if defined $host and length $host > LONGEST || $host =~ /\0/;
    defined $option{$_} and $option{$_} !~ /\A-?[0-9]+\z/ and croak "$method: $_ must be a number"
        for @NUMBERS;
    croak "$method: timeout must be a number of seconds above 0"
        if defined $seconds and !_is_above_zero($seconds);
    return \%option;
}

sub _is_above_zero {
    my ($value) = @_;
    no warnings 'numeric';
    return $value > 0 && $value =~ /\A[0-9.e+-]+\z/i;
}

# As getaddrinfo takes it.
sub _what {
    my ($option) = @_;
    my ($host, $service) = map { _bytes($_) } @$option{qw(host service)};
    return [
        $host, $service,
        $option->{family}   // AF_UNSPEC,
        $option->{socktype} // SOCK_STREAM,
        $option->{protocol} // 0,
        $option->{flags}    // 0,
    ];
}

sub _bytes {
    my ($text) = @_;
    return undef if !defined $text;    ## no critic (one value)
    $text = "$text";
    utf8::encode($text) if utf8::is_utf8($text);
    return $text;
}

# Asks, or answers at once. Returns the question's number.
sub _ask {
    my ($option, $told, $sid) = @_;
    my $what   = _what($option);
    my $number = POE::XS::Resolver::Questions::number();
    my @answer = POE::XS::Resolver::Literal::addresses(@$what);
    if (@answer) { $told->($number, @answer) }
    else {
        POE::XS::Resolver::Questions::put($number, $what, $told, $sid, $option->{timeout});
    }
    return $number;
}

# ---------------------------------------------------------------------------
# For programs

sub resolve {
    my ($class, @options) = @_;
    my $option = _question('resolve', \%IS_OF_EVENTS, @options);
    croak 'resolve: event must be given' if !defined $option->{event};
    my $session = $POE::Kernel::poe_kernel->get_active_session;
    croak 'resolve: only handlers are answered by an event; elsewhere ask'
        if $session == $POE::Kernel::poe_kernel;
    my $sid = $session->ID;
    return _ask($option, _by_event($sid, @$option{qw(event context)}, (caller)[ 1, 2 ]), $sid);
}

# The event is the session's own, from where it asked.
sub _by_event {
    my ($sid, $event, $context, @place) = @_;
    return sub {
        my ($number, $error, @addresses) = @_;
        my $kernel  = $POE::Kernel::poe_kernel;
        my $session = $kernel->ID_id_to_session($sid);
        $kernel->_data_ev_enqueue(
            $session, $session, $event, POE::Kernel::ET_POST(),
            [ $error, \@addresses, $context, $number ], @place
        );
    };
}

sub ask {
    my ($class, @options) = @_;
    require POE::Future;
    my $option = _question('ask', {}, @options);
    my $future = POE::Future->new;
    my $kernel = $POE::Kernel::poe_kernel;
    $kernel->_ready_for_more;
    my $number = _ask($option, _by_future($future, $option), $kernel->get_active_session->ID);
    $future->on_cancel(sub { $class->cancel($number) });
    return $future;
}

sub _by_future {
    my ($future, $option) = @_;
    my $name = $option->{host} // $option->{service};
    return sub {
        my ($number, $error, @addresses) = @_;
        return $future->done_later(@addresses) if !defined $error;
        return $future->fail_later("$name: $error\n", 'resolve', $error, $name);
    };
}

sub cancel {
    my ($class, $id) = @_;
    return POE::XS::Resolver::Questions::cancel($id);
}

1;

__END__

=head1 NAME

POE::XS::Resolver - the addresses of hosts, without waiting for them

=head1 SYNOPSIS

=for example

    use POE;
    use POE::XS::Resolver;
    use Socket qw(:DEFAULT :addrinfo);

    POE::Session->create(
        inline_states => {
            _start => sub {
                POE::XS::Resolver->resolve(
                    host    => 'localhost',
                    service => 80,
                    family  => AF_INET,
                    timeout => 5,
                    event   => 'resolved',
                );
            },
            resolved => sub {
                my ($error, $addresses) = @_[ARG0, ARG1];
                return print "$error\n" if defined $error;
                my ($first) = @$addresses;
                my (undef, $host, $port) = getnameinfo($first->{addr}, NI_NUMERICHOST | NI_NUMERICSERV);
                print "$host port $port\n";
            },
        });
    POE::Kernel->run;
    # prints: 127.0.0.1 port 80

=head1 DESCRIPTION

Looking up a name with C<gethostbyname>, C<inet_aton> or C<getaddrinfo> stops the whole program until the answer is there,
which takes as long as a name server does. Here the system's C<getaddrinfo> is called by a few threads, in compiled code
that touches nothing of Perl, while the loop goes on. An event brings the answer, or a future does.

What the system knows of names holds here too: F</etc/hosts>, F</etc/nsswitch.conf>, F</etc/resolv.conf>, and whatever
other sources are set up.

L<POE::Wheel::SocketFactory>, L<POE::Component::Client::TCP> and C<connect> of L<POE::Future> look names up in this way by
themselves.

An address in digits, IPv4 or IPv6, with a scope or without, needs nobody to be asked, nor does a path from the root; they
come back at once, by an event as well.

=head1 METHODS

All are methods of the class.

=head2 resolve(event => $event, NAME => VALUE, ...)

Asks for the addresses of a host. The session that is active is sent the event, once; it lives until then, and the program
does not count as idle. The event is the session's own, sent from the line that asked. Outside of sessions there is nobody to
be told: see L</ask>.

I<Returns> the question's number, for C<cancel>.

    my ($error, $addresses, $context, $number) = @_[ARG0 .. ARG3];

=over

=item $error

Undef when there are addresses. Otherwise, as L<Socket>'s C<getaddrinfo> has it, a value that is one of its numbers
(C<EAI_NONAME>: there is no such name; C<EAI_AGAIN>: no server answered, for now), and a text in the system's words.
C<EAI_AGAIN> is also what comes of a C<timeout>, with the text C<Connection timed out>, and when too many names are being
looked up.

=item $addresses

Reference to a list, which is empty after an error. Each address is a hash reference with C<family>, C<socktype>,
C<protocol>, C<addr>, the packed address for C<connect>, and C<canonname>, which is undef unless C<flags> ask for it. The
order is the one in which the system advises to try them.

=item $context

What was given.

=item $number

What C<resolve> returned.

=back

Parameters:

=over

=item host

String: a name, an address in digits, or the path of a socket, from the root. A name of characters that are no octets is
asked for in UTF-8.

=item service

Number of a port, or name of a service. Without it the port is 0. One of C<host> and C<service> must be given.

=item family

C<AF_INET>, C<AF_INET6>, C<AF_UNIX> (for paths), or C<AF_UNSPEC>, the default, for any.

=item socktype

C<SOCK_STREAM>, the default; C<SOCK_DGRAM>, C<SOCK_RAW>, or 0 for each that there is.

=item protocol

Number of a protocol; 0, the default, for the usual one.

=item flags

Those of C<getaddrinfo>, such as C<AI_CANONNAME> or C<AI_ADDRCONFIG>; 0 by default.

=item timeout

Seconds, possibly with a fraction, above 0. By default as long as the system tries; for a name server that says nothing that
is ten seconds and more, see L<resolv.conf(5)>.

=item event

Name of the event. Must be given.

=item context

Anything; it comes back with the event.

=back

=head2 ask(NAME => VALUE, ...)

The same by a future: parameters are those of C<resolve> but C<event> and C<context>. Needs L<POE::Future>. In a
handler that is an C<async sub>:

    my @addresses = await POE::XS::Resolver->ask(host => $host, service => 'https');

Outside of sessions C<get> waits for it. Cancelling the future takes the question back.

I<Returns> a future. It is done with the addresses, or fails with a message, C<HOST: ERROR>, the category C<resolve>, the error
as above, and the host.

=head2 cancel($number)

Takes a question back: its event does not come, and keeps no session any more. I<Returns> false if there is no such question, or its
answer is on its way, or was told.

=head1 LIMITS

There is no thread before the first question that needs one. Then there are as many as there are questions, up to 4; while one
waits for longer than a twentieth of a second they are doubled, up to 32. One that has nothing to do for ten seconds
ends. Names beyond that wait for their turn, 65,536 at most, and the time that they wait counts for C<timeout>. A question that
was taken back, or is too late, still keeps its thread until the system gives up.

Of the answers 32 are handed out in each turn of the loop.

=head1 PROCESSES AND THREADS

A forked child has none of its parent's threads. What was asked before is asked again by threads of the child's own, as soon as it
calls C<has_forked> of L<POE::Kernel>, or C<run>, or asks anything; both processes hear their answers. One that calls
C<stop> drops its questions with its sessions. A daemon that closes all descriptors is found out within a second, and asks anew.
On some systems the answer to a question that is just being asked when a process forks is lost, and comes when the system asks its
name server once more.

Each interpreter thread has questions and threads of its own, since answers wake its own kernel. A program that ends does not wait
for threads that a name server holds up.

The threads get no signals. They read the environment, as does all that looks up names: better not change C<LOCALDOMAIN>,
C<RES_OPTIONS> and the like while names are being looked up.

=head1 ERRORS

Where METHOD is C<resolve> or C<ask>:

    METHOD: options are pairs
    METHOD: there is no option "NAME"
    METHOD: host or service must be given
    METHOD: host is too long, or has a character that no name has
    METHOD: NAME must be a number
    METHOD: timeout must be a number of seconds above 0
    resolve: event must be given
    resolve: only handlers are answered by an event; elsewhere ask

=head1 SEE ALSO

L<POE::Wheel::SocketFactory>, L<POE::Component::Client::TCP>, L<POE::Future>, L<Socket>

=cut
