use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use TlsStage;

use Config;

# Servers and clients whose process creates a thread while they are connected, and those of a thread.

plan skip_all => 'this perl has no threads'             if !$Config{useithreads};
plan skip_all => 'upstream shares its sessions by copy' if is_upstream();
needs_tls();

my %tls = (server => tls_server(), client => tls_client());

# Three lines there and back; code to run after the first.
sub conversation {
    my ($parameters, $main) = @_;
    my ($server, $client)   = @$parameters;
    my $child = run_child(<<"CODE", env => { PERL_DESTRUCT_LEVEL => 2 }, limit => 60);
        use threads;
        use POE qw(Component::Server::TCP Component::Client::TCP);
        use Socket;
        sub talk {
            my (\$between) = \@_;
            my (\@heard, \$port);
            POE::Component::Server::TCP->new(
                Alias       => 'server', Address => '127.0.0.1', $server
                Started     => sub { (\$port) = unpack_sockaddr_in(\$_[HEAP]{listener}->getsockname) },
                ClientInput => sub { \$_[HEAP]{client}->put("echo \$_[ARG0]") },
            );
            POE::Component::Client::TCP->new(
                RemoteAddress => '127.0.0.1', RemotePort => \$port, $client
                Connected     => sub { \$_[HEAP]{server}->put('line') },
                ServerInput   => sub {
                    push \@heard, \$_[ARG0];
                    push \@heard, \$between->(\$_[HEAP]) if \$between and \@heard == 1;
                    return \$_[HEAP]{server}->put('line') if 3 > grep {/^echo/} \@heard;
                    \$_[KERNEL]->yield('shutdown');
                    \$_[KERNEL]->post(server => 'shutdown');
                },
                ConnectError => sub { push \@heard, "\@_[ARG0 .. ARG2]"; \$_[KERNEL]->post(server => 'shutdown') },
                ServerError  => sub { push \@heard, "\@_[ARG0 .. ARG2]" },
            );
            POE::Kernel->run;
            return join ',', \@heard;
        }
        $main
CODE
    return "$child->{stdout}|$child->{status}|$child->{stderr}";
}

sub text_of {
    my ($tls) = @_;
    return 'TLS => {' . join(',', map {"$_ => '$tls->{$_}'"} sort keys %$tls) . '},';
}

my %kind  = (TCP => [ '', '' ], TLS => [ map { text_of($tls{$_}) } qw(server client) ]);
my $lines = join ',', ('echo line') x 3;

for my $kind (sort keys %kind) {
    is conversation($kind{$kind}, 'print talk(sub { threads->create(sub { 1 })->join; () })'),
        "$lines|0|", "$kind: a thread comes and goes";
    is conversation(
        $kind{$kind},
        'print talk(sub { my ($heap) = @_; threads->create(sub { %$heap = (); 1 })->join; () })'
        ),
        "$lines|0|", "$kind: a thread drops its copy";
    is conversation(
        $kind{$kind},
        'print talk(sub { threads->create(sub { "(" . talk() . ")" })->join })'
        ),
        "echo line,($lines),echo line,echo line|0|", "$kind: a thread has its own";
    is conversation(
        $kind{$kind},
        'print join " ", map { $_->join } map { threads->create(\&talk) } 1 .. 3'
        ),
        "$lines $lines $lines|0|", "$kind: three threads at the same time";
}

done_testing;
