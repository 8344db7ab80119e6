package POE::XS::Probe::Server;

use strict;
use warnings;

our $VERSION = '2.000';

# The session behind a socket. It is in the background: not the program's, and nothing that keeps it going.

use Errno qw(EMFILE ENFILE);
use IO::Handle;

use POE::XS::Probe::Answers;
use POE::XS::Probe::Client;
use POE::XS::Probe::Level;
use POE::XS::Probe::Place;
use POE::XS::Probe::Warnings;

use constant MOST_CLIENTS => 8;

# Seconds in which a client has to read something of what waits for it.
our $patience;
$patience = 30 if !defined $patience;

sub start {
    my (%option) = @_;
    require POE::Session;
    my $folder = defined $option{folder} ? $option{folder} : POE::XS::Probe::Place::folder();
    my $path   = POE::XS::Probe::Place::path_of(POE::XS::Probe::Place::make_folder($folder), $$);
    POE::XS::Probe::Place::sweep($folder);
    my $self = bless {
        %option,
        path     => $path,
        listener => POE::XS::Probe::Place::listen_at($path),
        clients  => {},
        pid      => $$,
        dropped  => 0,
        began    => time,
        },
        __PACKAGE__;
    return $self->begin;
}

# What listens in other ways has other events beside these.
sub events {
    return
        qw(_start _stop _accept _listen_again _readable _writable _work _again _finish _check _tell _is_read);
}

sub begin {
    my ($self) = @_;
    $self->{listener}->blocking(0);
    POE::XS::Look::_not_for_children(fileno $self->{listener}, 1);
    my @events = $self->events;
    POE::XS::Look::_in_background(
        sub { POE::Session->create(object_states => [ $self => \@events ]) });
    return $self;
}

sub path { return $_[0]{path} }

# Sessions that are stopped by force are gone, and this one with them.
sub is_alive { return defined $_[0]{session} }

# The kernel may be gone, and with it the session.
sub stop {
    my ($self, $is_ours) = @_;
    unlink $self->{path}                                        if $is_ours and $self->{listener};
    $POE::Kernel::poe_kernel->call($self->{session}, '_finish') if defined $self->{session};
    return;
}

# ---- events ----

sub _start {
    my ($self, $kernel, $session)
        = @_[ POE::Session::OBJECT(), POE::Session::KERNEL(), POE::Session::SESSION() ];
    $self->{session} = $session->ID;
    $POE::Wheel::noting = 1;
    $kernel->select_read($self->{listener}, '_accept');
    $self->_measure;
    $kernel->delay_set(_check => 1) if $self->{warn};
    return;
}

# All sessions may be stopped by force: nobody is to connect to one that is gone.
sub _stop {
    my ($self) = @_;
    delete $self->{session};
    $self->_close;
    return;
}

sub _finish {
    my ($self, $kernel) = @_[ POE::Session::OBJECT(), POE::Session::KERNEL() ];
    $kernel->alarm_remove_all;
    $self->_close;
    return;
}

sub _close {
    my ($self) = @_;
    $self->drop($_) for values %{ $self->{clients} };
    my $listener = delete $self->{listener} or return;
    my $is_ours  = $self->{pid} == $$;
    unlink $self->{path} if $is_ours;
    $POE::Kernel::poe_kernel->select_read($listener);
    POE::XS::Look::_not_for_children(fileno $listener, 0) if $is_ours;
    close $listener;
    return;
}

# In a forked child handles are there, but lead nowhere.
sub _is_here {
    my ($self) = @_;
    return 1 if $self->{pid} == $$;
    $POE::Kernel::poe_kernel->yield('_finish');
    return;
}

sub _accept {
    my ($self) = @_;
    $self->_is_here or return;
    while (CORE::accept my $socket, $self->{listener}) {
        $self->_welcome($socket);
    }
    $self->_rest if $! == EMFILE or $! == ENFILE;
    return;
}

# Whoever waits there makes the listener ready all the time, while no descriptor is left for it.
sub _rest {
    my ($self) = @_;
    my $kernel = $POE::Kernel::poe_kernel;
    $kernel->select_pause_read($self->{listener});
    $kernel->delay_set(_listen_again => 1);
    return;
}

sub _listen_again {
    my ($self) = @_;
    $POE::Kernel::poe_kernel->select_resume_read($self->{listener}) if $self->{listener};
    return;
}

sub _welcome {
    my ($self, $socket) = @_;
    my $user = POE::XS::Probe::Place::peer_user($socket);
    return if defined $user and $user != $> and $user != 0;
    return if keys %{ $self->{clients} } >= MOST_CLIENTS;
    $socket->blocking(0);
    my $client = POE::XS::Probe::Client->new($socket);
    POE::XS::Look::_not_for_children(fileno $socket, 1) or return;
    $self->{clients}{ fileno $socket } = $client;
    $self->_measure;
    $POE::Kernel::poe_kernel->select_read($socket, '_readable');
    $self->send($client, POE::XS::Probe::Answers::hello($self));
    return;
}

# Times are wanted while somebody looks, or is to be warned; what the program measures for itself goes on.
sub _measure {
    my ($self) = @_;
    if (keys %{ $self->{clients} } or $self->{is_watched} or $self->{warn} && $self->{listener}) {
        POE::XS::Probe::Level::want($self => $self->{tracers} ? 'trace' : 'times');
        $self->_watchdog;
    } elsif ($self->{dog}) {
        POE::XS::Probe::Level::want($self => undef);
        POE::XS::Look::_watchdog(0);
        $self->{dog} = 0;
    }
    return;
}

# Whether somebody looks by another way.
sub is_watched {
    my ($self, $is) = @_;
    return if !$is == !$self->{is_watched};
    $self->{is_watched} = $is;
    $self->_measure;
    return;
}

# Without it there is no more than how long the handler took.
sub _watchdog {
    my ($self) = @_;
    return if $self->{dog}++;
    my $limit = defined $self->{slow} ? $self->{slow} : 0.1;
    POE::XS::Look::_watchdog($limit * 1e9) if $limit > 0;
    return;
}

sub drop {
    my ($self, $client) = @_;
    my $socket = $client->{socket} or return;
    delete $self->{clients}{ fileno $socket };
    my $kernel = $POE::Kernel::poe_kernel;
    $kernel->select_read($socket);
    $kernel->select_write($socket);
    POE::XS::Look::_not_for_children(fileno $socket, 0) if $self->{pid} == $$;
    $client->end;
    close $socket;
    $self->_measure;
    return;
}

# ---- what clients say ----

sub _readable {
    my ($self, $handle) = @_[ POE::Session::OBJECT(), POE::Session::ARG0() ];
    $self->_is_here or return;
    my $client = $self->{clients}{ fileno $handle } or return;
    my @lines  = $client->read_lines;
    $self->_take($client, $_) for @lines;
    $self->drop($client) if $client->{is_over};
    return;
}

sub _take {
    my ($self, $client, $line) = @_;
    return if $client->{is_over};
    my $request = POE::XS::Probe::Answers::request($line);
    if (!$request or !$client->may_ask) {
        $client->{is_over} = 1;
        return;
    }
    $self->ask($client, $request);
    return;
}

# An answer is a function that gives the next piece of it, '' for none yet, a number of seconds in which there
# will be none, undef for the end.
sub ask {
    my ($self, $client, $request) = @_;
    $client->wait_for(POE::XS::Probe::Answers::begin($self, $client, $request));
    $self->_work_soon;
    return;
}

sub _work_soon {
    my ($self) = @_;
    return if $self->{working}++;
    $POE::Kernel::poe_kernel->post($self->{session}, '_work');
    return;
}

# One piece for each client, and then it is the program's turn.
sub _work {
    my ($self) = @_;
    $self->{working} = 0;
    for my $client (values %{ $self->{clients} }) {
        next if $client->is_full;
        my $answer = $client->next_answer or next;
        my $piece  = $answer->();
        my $text   = $client->had($piece);
        $self->send($client, $text) if length $text;
        $self->answered($client)    if !defined $piece;
    }
    my @busy
        = grep { $_->{socket} && @{ $_->{answers} } && !$_->is_full } values %{ $self->{clients} }
        or return;
    if (grep { $_->next_answer } @busy) {
        $self->_work_soon;
    } else {
        $POE::Kernel::poe_kernel->delay(_work => 0.1);
    }
    return;
}

sub answered {return}

# Handlers are recorded while anybody holds what this returns.
sub trace {
    my ($self) = @_;
    POE::XS::Probe::Level::keep($self => POE::XS::Probe::Answers::TRACE_KEPT())
        if !$self->{tracers}++;
    $self->_measure;
    return POE::XS::Probe::Server::Tracer->new($self);
}

sub _end_trace {
    my ($self) = @_;
    return if --$self->{tracers};
    POE::XS::Probe::Level::keep($self => 0);
    $self->_measure;
    return;
}

# Again and again, until the client is gone or wants no more.
sub _again {
    my ($self, $number, $watch)
        = @_[ POE::Session::OBJECT(), POE::Session::ARG0(), POE::Session::ARG1() ];
    my $client = $self->{clients}{$number}         or return;
    return if !$client->{watches}{ $watch->{key} } or $client->{watches}{ $watch->{key} } != $watch;
    if (@{ $client->{answers} } < @{ $watch->{requests} }) {
        $self->ask($client, $_) for @{ $watch->{requests} };
    } else {
        $client->{skipped}++;
    }
    $POE::Kernel::poe_kernel->delay_set(_again => $watch->{every}, $number, $watch);
    return;
}

sub watch {
    my ($self, $client, $watch) = @_;
    $POE::Kernel::poe_kernel->post($self->{session}, _again => fileno $client->{socket}, $watch);
    return;
}

# ---- warnings, for those who asked for them ----

# Each second, a little at a time.
sub _check {
    my ($self) = @_;
    $self->_is_here or return;
    my $find = POE::XS::Probe::Warnings::finder($self);
    $POE::Kernel::poe_kernel->yield(_tell => $find);
    return;
}

sub _tell {
    my ($self, $kernel, $find)
        = @_[ POE::Session::OBJECT(), POE::Session::KERNEL(), POE::Session::ARG0() ];
    my $found = $find->();
    return $kernel->yield(_tell => $find) if !$found;
    $self->_warn_of($_) for grep { delete $_->{is_new} } @$found;
    $kernel->delay_set(_check => 1);
    return;
}

sub _warn_of {
    my ($self, $warning) = @_;
    if (ref $self->{warn}) {
        eval { $self->{warn}->($warning); 1 } or warn "POE::XS::Probe: warn: $@";
    } else {
        my $place = defined $warning->{place} ? " (from $warning->{place})" : '';
        print STDERR "$0 ($$): $warning->{text}$place\n";
    }
    return;
}

# ---- what they are told ----

# Whoever does not read is not waited for.
sub send {
    my ($self, $client, $text) = @_;
    $client->add($text) or return $self->_too_slow($client);
    $self->_flush($client);
    return;
}

sub _too_slow {
    my ($self, $client) = @_;
    $self->{dropped}++;
    $self->drop($client);
    return;
}

sub _flush {
    my ($self, $client) = @_;
    my $state = $client->flush;
    return $self->drop($client) if $state eq 'gone';
    my $kernel = $POE::Kernel::poe_kernel;
    if ($state eq 'waiting') {
        $self->_wait_for($client) if !$client->{waits}++;
    } elsif ($client->{waits}) {
        $client->{waits} = 0;
        $kernel->select_write($client->{socket});
    }
    return;
}

sub _wait_for {
    my ($self, $client) = @_;
    my $kernel = $POE::Kernel::poe_kernel;
    $kernel->select_write($client->{socket}, '_writable');
    $kernel->call($self->{session}, _is_read => $client, -1);
    return;
}

sub _is_read {
    my ($self, $kernel, $client, $sent) = @_[
        POE::Session::OBJECT(), POE::Session::KERNEL(), POE::Session::ARG0(),
        POE::Session::ARG1() ];
    return                           if !$client->{waits} or !$client->{socket};
    return $self->_too_slow($client) if $client->{sent} == $sent;
    $kernel->delay_set(_is_read => $patience, $client, $client->{sent});
    return;
}

sub _writable {
    my ($self, $handle) = @_[ POE::Session::OBJECT(), POE::Session::ARG0() ];
    $self->_is_here                                 or return;
    my $client = $self->{clients}{ fileno $handle } or return;
    $self->_flush($client);
    $self->_work_soon if $client->{socket} and @{ $client->{answers} } and !$client->is_full;
    return;
}

package    # a trace lasts as long as this
    POE::XS::Probe::Server::Tracer;

sub new {
    my ($class, $server) = @_;
    return bless { server => $server, pid => $$ }, $class;
}

sub DESTROY {
    my ($self) = @_;
    $self->{server}->_end_trace if $self->{pid} == $$ and ${^GLOBAL_PHASE} ne 'DESTRUCT';
    return;
}

1;

__END__

=head1 NAME

POE::XS::Probe::Server - the session behind a probe's socket

=head1 DESCRIPTION

It is in the background, see L<POE::XS::Probe>. Each answer is a function that is called again and again, one
piece a pass of the kernel, until it has no more to say.

=head1 FUNCTIONS

=head2 ask($client, \%request)

Queues the answer to a request. I<Returns> nothing.

=head2 answered($client)

Is called when an answer has ended; for those that speak otherwise. I<Returns> nothing.

=head2 begin()

Listens, in a session in the background. I<Returns> the server.

=head2 drop($client)

Sends a viewer away. I<Returns> nothing.

=head2 events()

I<Returns> the names of its events.

=head2 is_watched($flag)

Whether somebody looks by another way, so that times are measured. I<Returns> nothing.

=head2 is_alive()

I<Returns> whether its session is still there: a program can stop all of them by force.

=head2 path()

I<Returns> the path of the socket.

=head2 send($client, $text)

Text for a viewer, who is dropped if too much waits for it. I<Returns> nothing.

=head2 start(%option)

Dies with what L<POE::XS::Probe::Place> says. I<Returns> a server that listens.

=head2 stop($is_ours)

Closes all; the socket's file goes if it is this process' own. I<Returns> nothing.

=head2 trace()

I<Returns> an object: handlers are recorded as long as there is one.

=head2 watch($client, \%watch)

Begins to ask for the viewer, again and again. I<Returns> nothing.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
