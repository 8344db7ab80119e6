use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use TlsStage;
use POE;
require POE::Component::IKC::ClientLite;

needs_tls();

my %test = (echo => sub { $_[ARG0] });
my $port = other_kernel(sub {
    $SIG{__WARN__} = sub { };
    server({ test => \%test }, tls => tls_server(), on_error => sub { });
});

sub connecting {
    my (%option) = @_;
    return POE::Component::IKC::ClientLite->spawn(
        ip => 'localhost', port => $port, timeout => 5,
        %option
    );
}

my $client = connecting(tls => tls_client()) or diag(POE::Component::IKC::ClientLite::error());
is($client->call('test/echo', 1), 1, 'a call');
my $large = join '', map { chr 32 + $_ % 90 } 1 .. 2_000_000;
ok($client->call('test/echo', $large) eq $large, '2 MB there and back');
ok($client->ping, 'ping');
$client->disconnect;
is($client->call('test/echo', 2), 2, 'connected again');
my $pid = fork // die $!;
POSIX::_exit(($client->call('test/echo', 3) // 0) == 3 ? 0 : 1) if !$pid;
waitpid $pid, 0;
is($?, 0, 'a forked process has its own connection');
is($client->call('test/echo', 4), 4, 'and this one goes on');

is(connecting(tls => 1), undef, 'a certificate that nobody here trusts');
like(POE::Component::IKC::ClientLite::error(), qr/Unable to connect.*certificate/, 'is told');
is(connecting(tls => tls_client(SSL_verifycn_name => 'other.example')), undef, 'another name');
is(connecting(connect_timeout => 1), undef, 'without TLS');
like(POE::Component::IKC::ClientLite::error(), qr/Unable to connect/, 'is told');

my $plain = other_kernel(sub {
    $SIG{__WARN__} = sub { };
    server({ test => \%test }, on_error => sub { });
});
is(
    connecting(port => $plain, tls => tls_client(), connect_timeout => 2), undef,
    'TLS where there is none'
);

done_testing;
