use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;
use TlsStage;

use Errno qw(ECONNRESET EPROTO);
use POE;
use Socket;
needs_tls();

# A connection that somebody in the middle cuts, or garbles, at any octet, in either direction. Whoever
# has not had everything is told of an error, once, and never of a proper end.

my %does = (
    cut    => sub {undef},
    garble => sub { chr(ord($_[0]) ^ 0x41) . substr $_[0], 1 },
);

# Between a client and a server: passes octets on until one direction has carried so many.
sub middle {
    my ($to, $direction, $limit, $does) = @_;
    my ($listener, $port) = listener(1);
    session(
        _start => sub { $_[KERNEL]->select_read($listener, 'accept') },
        accept => sub {
            $_[KERNEL]->select_read($listener);
            accept my $near, $listener or return;
            my %pass = (up => [ $near, TcpStage::_socket_to($to) ]);
            $pass{down} = [ reverse @{ $pass{up} } ];
            $_[KERNEL]->select_read($pass{$_}[0], pass => $_, $pass{$_}[1]) for keys %pass;
        },
        pass => sub {
            my ($kernel, $from, $way, $other) = @_[ KERNEL, ARG0, ARG2, ARG3 ];
            my $octets = sysread $from, my $data, 65_536;
            if ($octets and $way eq $direction) {
                my $kept = substr $data, 0, $limit;
                $limit -= length $kept;
                my $rest = substr $data, length $kept;
                $data = $kept if length $rest;
                my $changed = length $rest ? $does->($rest) : '';
                $limit = 1e9 if length $rest;
                syswrite $other, $data . ($changed // '');
                undef $octets if !defined $changed;
            } elsif ($octets) {
                syswrite $other, $data;
            }
            return if $octets;
            shutdown $other, 1;
            $kernel->select_read($from);
            return if defined $octets;
            shutdown $other, 2;
            $kernel->select_read($other);
            close $_ for $from, $other;
        },
    );
    return $port;
}

my $answer = 'y' x 2000;

# What the client is told when this happens, with the answers that it got.
sub told_of {
    my ($direction, $limit, $does) = @_;
    my (@errors, $got, $server);
    my $port = serve(
        TLS         => tls_server(),
        ClientInput => sub { $_[HEAP]{client}->put($answer); $_[KERNEL]->yield('shutdown') },
        ClientError => sub { $server++ },
    );
    client(
        middle($port, $direction, $limit, $does),
        TLS         => tls_client(SSL_hostname => 'localhost'),
        Connected   => sub { $_[HEAP]{server}->put('ask') },
        ServerInput => sub { $got = $_[ARG0] eq $answer ? 'all' : 'a part' },
        map {
            $_ => sub { push @errors, $_[ARG1] + 0; end_server() }
        } qw(ConnectError ServerError),
    );
    run_log();
    return ($server // 0, $got // 'none', @errors);
}

for my $what (sort keys %does) {
    for my $direction (qw(up down)) {
        my @bad;
        for my $limit (map { 37 * $_ } 0 .. 100) {
            my ($server, $got, @errors) = told_of($direction, $limit, $does{$what});
            my $wrong
                = $server > 1                   ? 'server told twice'
                : @errors != 1                  ? 'client told ' . @errors . ' times'
                : $got eq 'a part'              ? 'a part of the answer'
                : $got eq 'none' && !$errors[0] ? 'a proper end without an answer'
                :                                 '';
            push @bad, "$limit: $wrong" if $wrong;
            last                        if $got eq 'all' and !$errors[0];
        }
        is_deeply \@bad, [], "$what, $direction";
    }
}

done_testing;
