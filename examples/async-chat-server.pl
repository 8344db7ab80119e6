#!/usr/bin/perl
# A chat whose every user is served by one async sub, from the greeting to the farewell. What others say waits in
# a box of limited size: one who does not read holds up nobody, and misses some of it.

use strict;
use warnings;

use POE qw(Component::Server::TCP Future);
use Future::AsyncAwait;
use Socket qw(inet_ntoa unpack_sockaddr_in);

my $usage = <<"TEXT";
usage: $0 [PORT [ADDRESS]]

A chat server for telnet, nc or line-client.pl. Without PORT, or with 0, it listens on any free port,
and says which; ADDRESS is 127.0.0.1 unless given. Ctrl-C or TERM ends it.
TEXT

my ($port, $address) = (@ARGV, (0, '127.0.0.1')[ @ARGV .. 1 ]);
die $usage if @ARGV > 2 or $port !~ /\A\d+\z/;
$| = 1;

my $room_in_box = 100;    # lines that wait for one who does not read
my $silence     = 600;    # seconds, after which a user has gone to sleep
my %user;   # by name: wheel, box, how many lines were lost, and what the one who delivers waits for

POE::Component::Server::TCP->new(
    Address     => $address,
    Port        => $port,
    Started     => \&started,
    Error       => sub { die "$_[ARG0]: $_[ARG2]\n" },
    Session     => \&serve,
    ClientError => sub { },                                 # whoever hangs up has left
    ClientDrain => sub { $_[KERNEL]->yield('shutdown') },
);

sub started {
    my $kernel = $_[KERNEL];
    $kernel->state(
        close => sub {
            $_[KERNEL]->yield(drain => 1);
            $_[KERNEL]->sig($_) for qw(INT TERM);
            $_[KERNEL]->sig_handled;
        });
    $kernel->sig($_ => 'close') for qw(INT TERM);
    my ($bound, $host) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname);
    printf "listening on %s:%d\n", inet_ntoa($host), $bound;
}

# ---------------------------------------------------------------------------
# One user, from top to bottom

async sub serve {
    my $wheel = $_[HEAP]{client};
    my $name  = await name_of($wheel);
    return if !defined $name;
    my $user = $user{$name} = { name => $name, wheel => $wheel, box => [], lost => 0 };
    tell_all("* $name has come, number " . keys %user);
    my $both = POE::Future->wait_any(listen_to($user), deliver_to($user));
    $both->on_ready(
        sub { delete $user{$name}; tell_all("* $name has left, " . keys(%user) . ' stay') });
    await $both;
    $wheel->put('Good bye.');
}

async sub name_of {
    my ($wheel) = @_;
    $wheel->put('Your name?');
    while (defined(my $name = await POE::Future->timeout($silence, $wheel->read_line))) {
        return $name if $name =~ /\A\w{1,20}\z/ and !$user{$name};
        $wheel->put(
            $user{$name}
            ? 'Somebody here has that name. Another one?'
            : 'One word of letters and digits, please:'
        );
    }
    return;
}

# Until the user leaves, or falls asleep.
async sub listen_to {
    my ($user) = @_;
    while (defined(my $line = await line_of($user))) {
        $line =~ s/[^\t\x20-\x7e\x80-\xff]//g;
        return if $line eq '/quit';
        if    ($line eq '/who')         { hear($user, '* ' . join ' ', sort keys %user) }
        elsif ($line =~ m{\A/me (.+)}s) { tell_all("* $user->{name} $1") }
        else                            { tell_all("$user->{name}: $line") }
    }
    return;
}

sub line_of {
    my ($user) = @_;
    return POE::Future->timeout($silence, $user->{wheel}->read_line)
        ->catch(timeout => sub { POE::Future->done });
}

# What is in the box goes out as fast as the user reads.
async sub deliver_to {
    my ($user) = @_;
    while (1) {
        await $user->{wheel}->flushed;
        await($user->{more} = POE::Future->new) if !@{ $user->{box} };
        my @lines = splice @{ $user->{box} };
        push @lines, "* $user->{lost} lines were lost" if $user->{lost};
        $user->{lost} = 0;
        $user->{wheel}->put(@lines);
    }
}

# ---------------------------------------------------------------------------
# The room

sub tell_all {
    my ($text) = @_;
    hear($_, $text) for values %user;
    return;
}

sub hear {
    my ($user, $text) = @_;
    return $user->{lost}++ if @{ $user->{box} } >= $room_in_box;
    push @{ $user->{box} }, $text;
    my $more = delete $user->{more} or return;
    return $more->done;
}

POE::Kernel->run;
print "stopped\n";
