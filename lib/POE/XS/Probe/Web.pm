package POE::XS::Probe::Web;

use strict;
use warnings;

our $VERSION = '2.000';

# The session behind the web page: another listener of the probe's, with HTTP for its connections.

use POE::XS::Probe::Server;
use POE::XS::Probe::Web::Address;
use POE::XS::Probe::Web::Client;
use POE::XS::Probe::Web::Guard;
use POE::XS::Probe::Web::Page;
use POE::XS::Probe::Web::Reply;
use POE::XS::Probe::Web::Resources;
use POE::XS::Probe::Web::Secret;
use POE::XS::Probe::Web::Stream;

our @ISA = ('POE::XS::Probe::Server');

use constant {
    CLIENTS_MOST => 16,
    STREAMS_MOST => 8,
    INTEREST     => 90,    # seconds that times are measured after somebody looked
    VIEW_STAYS   => 30,    # seconds without anybody, who may come back
    VIEWS_MOST   => 12,
};

# undef in a forked child whose parent has the port.
sub start {
    my (%option) = @_;
    require POE::Session;
    die "the program does not allow see\n" if !$option{levels}{see};
    my ($family, $address) = POE::XS::Probe::Web::Address::parse(@option{qw(at http_anywhere)});
    my $page     = POE::XS::Probe::Web::Page::load();
    my $listener = eval { POE::XS::Probe::Web::Address::listen_at($family, $address) };
    if (!$listener) {
        return if $option{is_child} and $!{EADDRINUSE};
        die $@;
    }
    my $self = bless {
        %option,
        page     => $page,
        listener => $listener,
        guard    => POE::XS::Probe::Web::Guard->new,
        clients  => {}, views => {}, pid => $$, dropped => 0, began => time, looked => 0,
        },
        __PACKAGE__;
    $self->_show;
    $self->{beside}{beside} = $self;
    return $self->begin;
}

sub events { return ($_[0]->SUPER::events, '_tick') }

# In a file for this user, and once on standard error.
sub _show {
    my ($self) = @_;
    my $here = POE::XS::Probe::Web::Address::text(getsockname $self->{listener});
    ($self->{port}) = $here =~ /:(\d+)\z/;
    $here =~ s/\A0\.0\.0\.0:/127.0.0.1:/;
    $here =~ s/\A\[::\]:/[::1]:/;
    $self->{url} = "http://$here/#" . $self->{guard}->token;
    my $folder = defined $self->{folder} ? $self->{folder} : POE::XS::Probe::Place::folder();
    my $path   = POE::XS::Probe::Place::make_folder($folder) . "/$$.url";
    POE::XS::Probe::Web::Secret::keep($path, "$self->{url}\n");
    $self->{path} = $path;
    print {*STDERR} "POE_PROBE_HTTP: $self->{url}\n";
    return;
}

sub url  { return $_[0]{url} }
sub port { return $_[0]{port} }

# What is measured, and recorded, is the business of the server of the socket.
sub trace    { return $_[0]{beside}->trace }
sub _measure {return}

# ---- connections ----

sub _welcome {
    my ($self, $socket) = @_;
    return if keys %{ $self->{clients} } >= CLIENTS_MOST;
    $socket->blocking(0);
    my $client = POE::XS::Probe::Web::Client->new($socket);
    $client->{hosts} = { POE::XS::Probe::Web::Address::hosts($socket, $self->{http_anywhere}) };
    POE::XS::Look::_not_for_children(fileno $socket, 1) or return;
    $self->{clients}{ fileno $socket } = $client;
    $POE::Kernel::poe_kernel->select_read($socket, '_readable');
    $self->_tick_soon;
    return;
}

sub drop {
    my ($self, $client) = @_;
    my $view = delete $client->{view};
    $view->leave($client) if $view;
    return $self->SUPER::drop($client);
}

sub _finish {
    my ($self, @more) = @_;
    $self->{views} = {};
    $self->{beside}->is_watched(0);
    delete $self->{beside}{beside};
    return $self->SUPER::_finish(@more);
}

# Whoever only connects has not looked yet.
sub looks {
    my ($self) = @_;
    $self->{looked} = POE::XS::steady();
    $self->{beside}->is_watched(1);
    return;
}

# ---- requests ----

sub _readable {
    my ($self, $handle) = @_[ POE::Session::OBJECT(), POE::Session::ARG0() ];
    $self->_is_here                                 or return;
    my $client = $self->{clients}{ fileno $handle } or return;
    $client->read;
    $self->_next($client);
    $self->drop($client) if $client->{is_over};
    return;
}

# One at a time: those that came with it wait.
sub _next {
    my ($self, $client) = @_;
    my $request = $client->next_request or return;
    my $answer  = _try(sub { POE::XS::Probe::Web::Resources::answer($self, $client, $request) });
    $client->wait_for(_guarded($client, $answer || POE::XS::Probe::Web::Resources::fault($client)));
    $self->_work_soon;
    return;
}

# A fault of the probe's is not the program's.
sub _try {
    my ($code) = @_;
    local $SIG{__DIE__} = 'DEFAULT';
    local $@;
    return eval { $code->() };
}

# What has begun cannot be taken back: it ends early.
sub _guarded {
    my ($client, $answer) = @_;
    return sub {
        my $piece;
        $client->{is_over} = !_try(sub { $piece = $answer->(); 1 });
        return $piece;
    };
}

sub answered {
    my ($self, $client) = @_;
    return $self->drop($client)    if $client->{is_over};
    return $self->_follow($client) if $client->{wants_stream};
    $client->is_answered;
    $client->{is_last} ? $self->_part($client) : $self->_next($client);
    return;
}

sub _flush {
    my ($self, $client) = @_;
    $self->SUPER::_flush($client);
    $self->_part($client) if $client->{is_last};
    return;
}

# It reads what is on the way before it sees the end: what it still says is taken, for a while.
sub _part {
    my ($self, $client) = @_;
    my $socket = $client->{socket} or return;
    return if $client->{is_busy} or $client->{is_going} or length $client->{out};
    $client->{is_going} = 1;
    $client->{since}    = POE::XS::steady();
    shutdown $socket, 1;
    return;
}

# ---- streams ----

sub streams {
    my ($self) = @_;
    return grep { $_->{view} || $_->{wants_stream} } values %{ $self->{clients} };
}

sub has_room_for_stream { return $_[0]->streams < STREAMS_MOST }

sub _follow {
    my ($self, $client) = @_;
    my ($query, $last)  = @{ delete $client->{wants_stream} };
    my $key  = POE::XS::Probe::Web::Stream::key($query);
    my $view = $self->{views}{$key} ||= POE::XS::Probe::Web::Stream->new($self, $query);
    $client->{view} = $view;
    $self->_work_soon if $view->join($client, $last);
    return;
}

# A piece for each answer, and of each view.
sub _work {
    my ($self) = @_;
    $self->SUPER::_work;
    my @busy = grep { $_->is_looking } values %{ $self->{views} };
    for my $view (@busy) {
        _try(sub { $view->go_on; 1 }) or $self->_give_up($view);
    }
    $self->_work_soon if grep { $_->is_looking } values %{ $self->{views} };
    return;
}

sub _give_up {
    my ($self, $view) = @_;
    my $views = $self->{views};
    $self->drop($_) for $view->clients;
    delete @$views{ grep { $views->{$_} == $view } keys %$views };
    return;
}

# ---- time ----

sub _tick_soon {
    my ($self) = @_;
    return if $self->{ticking}++;
    $POE::Kernel::poe_kernel->call($self->{session}, '_tick');
    return;
}

sub _tick {
    my ($self) = @_;
    $self->{ticking} = 0;
    $self->_is_here or return;
    my $now = POE::XS::steady();
    $self->drop($_) for grep { $_->is_late($now) } values %{ $self->{clients} };
    $self->_look_again($now);
    my $is_watched = $self->streams || ($self->{looked} && $now - $self->{looked} < INTEREST);
    $self->{beside}->is_watched($is_watched);
    return if !$is_watched and !%{ $self->{clients} } and !%{ $self->{views} };
    $self->{ticking} = 1;
    $POE::Kernel::poe_kernel->delay_set(_tick => 1);
    return;
}

sub _look_again {
    my ($self, $now) = @_;
    my $views = $self->{views};
    for my $key (sort { $views->{$a}{used} <=> $views->{$b}{used} } keys %$views) {
        my $view = $views->{$key};
        if ($view->is_followed) {
            $view->look($now);
            $view->comment($now);
        } elsif ($now - $view->{used} > VIEW_STAYS or keys %$views > VIEWS_MOST) {
            delete $views->{$key};
        }
    }
    $self->_work_soon if grep { $_->is_looking } values %$views;
    return;
}

1;
