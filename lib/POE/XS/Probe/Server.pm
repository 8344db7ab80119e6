package POE::XS::Probe::Server;

use strict;
use warnings;

our $VERSION = '2.000';

# The session behind a socket. It is in the background: not the program's, and nothing that keeps it going.

use Errno qw(EMFILE ENFILE);
use IO::Handle;

use POE::XS::Probe::Answers;
use POE::XS::Probe::Client;
use POE::XS::Probe::Interest;
use POE::XS::Probe::Place;

use constant MOST_CLIENTS => 8;

sub start {
    my (%option) = @_;
    require POE::Session;
    my $folder = defined $option{folder} ? $option{folder} : POE::XS::Probe::Place::folder();
    my $path   = POE::XS::Probe::Place::path_of(POE::XS::Probe::Place::make_folder($folder), $$);
    my $self   = bless {
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
sub events { return qw(_start _stop accept listen_again readable writable work again finish) }

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

# The kernel may be gone, and with it the session.
sub stop {
    my ($self, $is_ours) = @_;
    unlink $self->{path} if $is_ours;
    $POE::Kernel::poe_kernel->call($self->{session}, 'finish') if defined $self->{session};
    return;
}

# ---- events ----

sub _start {
    my ($self, $kernel, $session) = @_[ POE::Session::OBJECT(), POE::Session::KERNEL(), POE::Session::SESSION() ];
    $self->{session} = $session->ID;
    $kernel->select_read($self->{listener}, 'accept');
    return;
}

sub _stop {
    my ($self) = @_;
    delete $self->{session};
    return;
}

sub finish {
    my ($self, $kernel) = @_[ POE::Session::OBJECT(), POE::Session::KERNEL() ];
    $self->drop($_) for values %{ $self->{clients} };
    $kernel->alarm_remove_all;
    my $listener = delete $self->{listener} or return;
    $kernel->select_read($listener);
    POE::XS::Look::_not_for_children(fileno $listener, 0) if $self->{pid} == $$;
    close $listener;
    return;
}

# In a forked child handles are there, but lead nowhere.
sub _is_here {
    my ($self) = @_;
    return 1 if $self->{pid} == $$;
    $POE::Kernel::poe_kernel->yield('finish');
    return;
}

sub accept {
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
    $kernel->delay_set(listen_again => 1);
    return;
}

sub listen_again {
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
    $POE::Kernel::poe_kernel->select_read($socket, 'readable');
    $self->send($client, POE::XS::Probe::Answers::hello($self));
    return;
}

# Times are wanted while somebody looks.
sub _measure {
    my ($self) = @_;
    POE::XS::Probe::Interest::set($self, scalar keys %{ $self->{clients} });
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

sub readable {
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

# An answer is a function that gives the next piece of it, '' for none yet, undef for the end.
sub ask {
    my ($self, $client, $request) = @_;
    push @{ $client->{answers} }, POE::XS::Probe::Answers::begin($self, $client, $request);
    $self->_work_soon;
    return;
}

sub _work_soon {
    my ($self) = @_;
    return if $self->{working}++;
    $POE::Kernel::poe_kernel->post($self->{session}, 'work');
    return;
}

# One piece for each client, and then it is the program's turn.
sub work {
    my ($self) = @_;
    $self->{working} = 0;
    for my $client (values %{ $self->{clients} }) {
        next if $client->is_full;
        my $answer = $client->{answers}[0] or next;
        my $piece  = $answer->();
        shift @{ $client->{answers} } if !defined $piece;
        $self->send($client, $piece) if defined $piece and length $piece;
        $self->answered($client)     if !defined $piece;
    }
    $self->_work_soon if grep { @{ $_->{answers} } && !$_->is_full } values %{ $self->{clients} };
    return;
}

sub answered { return }

# Again and again, until the client is gone or wants no more.
sub again {
    my ($self, $number, $watch) = @_[ POE::Session::OBJECT(), POE::Session::ARG0(), POE::Session::ARG1() ];
    my $client = $self->{clients}{$number} or return;
    return if !$client->{watches}{ $watch->{key} } or $client->{watches}{ $watch->{key} } != $watch;
    if (@{ $client->{answers} } < @{ $watch->{requests} }) {
        $self->ask($client, $_) for @{ $watch->{requests} };
    } else {
        $client->{skipped}++;
    }
    $POE::Kernel::poe_kernel->delay_set(again => $watch->{every}, $number, $watch);
    return;
}

sub watch {
    my ($self, $client, $watch) = @_;
    $POE::Kernel::poe_kernel->post($self->{session}, again => fileno $client->{socket}, $watch);
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
        $kernel->select_write($client->{socket}, 'writable') if !$client->{waits}++;
    } elsif ($client->{waits}) {
        $client->{waits} = 0;
        $kernel->select_write($client->{socket});
    }
    return;
}

sub writable {
    my ($self, $handle) = @_[ POE::Session::OBJECT(), POE::Session::ARG0() ];
    $self->_is_here or return;
    my $client = $self->{clients}{ fileno $handle } or return;
    $self->_flush($client);
    $self->_work_soon if $client->{socket} and @{ $client->{answers} } and !$client->is_full;
    return;
}

1;
