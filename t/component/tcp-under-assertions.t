use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# With all of POE's checks on, the components give them nothing to complain of.

my $common = <<'PERL';
use POE qw(Component::Server::TCP Component::Client::TCP);
use Socket;
my ($port, $ended);
POE::Component::Server::TCP->new(
    Alias              => 'server',
    Address            => '127.0.0.1',
    Concurrency        => 5,
    Started            => sub { ($port) = unpack_sockaddr_in($_[HEAP]{listener}->getsockname) },
    ClientConnected    => sub { $_[HEAP]{client}->put('welcome') },
    ClientInput        => sub { $_[HEAP]{client}->put("you said $_[ARG0]") },
    ClientDisconnected => sub { $_[KERNEL]->post(server => 'END') if ++$ended == 3 },
    MORE
);
POE::Component::Client::TCP->new(
    RemoteAddress  => '127.0.0.1',
    RemotePort     => $port,
    ConnectTimeout => 20,
    Connected      => sub { $_[HEAP]{server}->put('hello') },
    ServerInput    => sub { $_[KERNEL]->yield('shutdown') if $_[ARG0] =~ /hello/ },
    ServerError    => sub { print "error\n" },
    Disconnected   => sub { print "end\n" },
) for 1 .. 3;
POE::Kernel->run;
PERL

sub said {
    my (%part) = @_;
    my $code = $common;
    $code =~ s/\b$_\b/$part{$_}/g for keys %part;
    my $child = run_child($code, env => { POE_ASSERT_DEFAULT => 1 });
    return $child->{stdout} . $child->{stderr};
}

is said(END => 'shutdown', MORE => ''), "end\n" x 3;

if (!is_upstream()) {
    is said(END => 'drain', MORE => 'ClientTimeout => 20, MaxClients => 4,'), "end\n" x 3,
        'draining, and limits';
    my $said = stderr_of(<<'PERL', env => { POE_ASSERT_DEFAULT => 1 });
use POE qw(Component::Child);
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('main');
        $_[HEAP]{child} = POE::Component::Child->new;
        $_[HEAP]{child}->run('echo hi; cat');
    },
    stdout => sub { $_[HEAP]{child}->quit },
    done   => sub { $_[HEAP]{child}->shutdown },
    _stop  => sub { },
    _child => sub { },
});
POE::Kernel->run;
PERL
    is $said, '', 'children';
}

done_testing;
