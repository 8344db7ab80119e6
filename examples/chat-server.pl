#!/usr/bin/perl
# A chat for as many users as there are file descriptors. Each connection is a session; what somebody
# says is posted to all of them. Nobody waits for a user whose line is slow: one who does not read what
# he is sent is cut off.

use strict;
use warnings;

use POE    qw(Component::Server::TCP);
use Socket qw(inet_ntoa unpack_sockaddr_in);

my $usage = <<"TEXT";
usage: $0 [PORT [ADDRESS]]

A chat server for telnet, nc or line-client.pl. Without PORT, or with 0, it listens on any free port,
and says which; ADDRESS is 127.0.0.1 unless given. Ctrl-C or TERM tells the users and ends it.
TEXT

my ($port, $address) = (@ARGV, (0, '127.0.0.1')[ @ARGV .. 1 ]);
die $usage if @ARGV > 2 or $port !~ /\A\d+\z/;
$| = 1;

my $patience = 256 * 1024;    # octets that may wait for a user who does not read
my $crowd    = 100;           # users; among more, comings and goings are not announced
my %session_of;               # by the name of the user

my %command = (help => \&help, me => \&act, msg => \&whisper, quit => \&quit, who => \&who);

POE::Component::Server::TCP->new(
    Address            => $address,
    Port               => $port,
    Started            => \&started,
    Error              => sub { die "$_[ARG0]: $_[ARG2]\n" },
    ClientConnected    => sub { $_[HEAP]{client}->put('Your name?') },
    ClientInput        => \&line,
    ClientDisconnected => \&leave,
    ClientError        => sub { },                                       # whoever hangs up has left
    ClientDrain        => \&dismiss,
    InlineStates       => { hear => \&hear },
);

sub started {
    my $kernel = $_[KERNEL];
    $kernel->state(close => \&close_the_room);
    $kernel->sig($_ => 'close') for qw(INT TERM);
    my ($bound, $host) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname);
    printf "listening on %s:%d\n", inet_ntoa($host), $bound;
}

# ---------------------------------------------------------------------------
# What a user types

sub line {
    my ($heap, $line) = @_[ HEAP, ARG0 ];
    $line =~ s/[^\t\x20-\x7e\x80-\xff]//g;
    return log_in(@_[ 0 .. ARG0 - 1 ], $line) if !defined $heap->{name};
    return tell_all("$heap->{name}: $line")   if $line !~ m{\A/(\w+) ?(.*)};
    my $do = $command{$1} || \&help;
    return $do->(@_[ 0 .. ARG0 - 1 ], $2);
}

sub log_in {
    my ($session, $heap, $name) = @_[ SESSION, HEAP, ARG0 ];
    return $heap->{client}->put('A name is one word of at most 20 letters and digits. Your name?')
        if $name !~ /\A\w{1,20}\z/;
    return $heap->{client}->put('Somebody here has that name. Another one?') if $session_of{$name};
    $heap->{name} = $name;
    $session_of{$name} = $session->ID;
    $heap->{client}->put('Welcome! /help tells what you can do.');
    return announce("$name has come, number " . keys %session_of);
}

sub help {
    return $_[HEAP]{client}->put(
        '/who            who is here', '/me TEXT        what you do',
        '/msg NAME TEXT  to one user only', '/quit           leaves',
    );
}

sub who  { return $_[HEAP]{client}->put('* ' . join ' ', sort keys %session_of) }
sub act  { return tell_all("* $_[HEAP]{name} $_[ARG0]") }
sub quit { return $_[KERNEL]->yield('shutdown') }

sub whisper {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my ($name, $text)   = split ' ', $_[ARG0], 2;
    my $to = $session_of{ $name // '' } or return $heap->{client}->put('* Nobody has that name.');
    return $kernel->post($to, hear => "$heap->{name} (to you): " . ($text // ''));
}

# ---------------------------------------------------------------------------
# The room

sub tell_all {
    my ($text) = @_;
    POE::Kernel->post($_, hear => $text) for values %session_of;
    return;
}

# In a crowd nobody cares who comes and goes, and to tell N users of N others takes N * N lines.
sub announce {
    my ($text) = @_;
    return keys %session_of <= $crowd && tell_all("* $text");
}

# In the session of each user.
sub hear {
    my ($kernel, $heap, $text) = @_[ KERNEL, HEAP, ARG0 ];
    my $client = $heap->{client} or return;
    return $client->put($text) if $client->get_driver_out_octets < $patience;
    print "$heap->{name} does not listen\n";
    delete $heap->{client};    # no farewell would arrive
    return leave(@_);
}

sub leave {
    my $name = delete $_[HEAP]{name};
    return if !defined $name;
    delete $session_of{$name};
    return announce("$name has left, " . keys(%session_of) . ' stay');
}

# To drain a server: nobody new is let in, each connection is told, and those that are still there
# after five seconds are closed. With nobody to watch it, the next INT ends the process on the spot.
sub close_the_room {
    my $kernel = $_[KERNEL];
    print "$_[ARG0]: closing, ", scalar keys %session_of, " users here\n";
    $kernel->yield(drain => 5);
    $kernel->sig($_) for qw(INT TERM);
    return $kernel->sig_handled;
}

# Shutdown waits until everything is written.
sub dismiss {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $heap->{client}->put('* The room is closed.') if $heap->{client};
    return $kernel->yield('shutdown');
}

POE::Kernel->run;
print "stopped\n";
