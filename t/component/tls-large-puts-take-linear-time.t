use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Stage qw(socket_pair);
use Test::More;
use TlsStage;

use POE qw(Filter::Stream Wheel::ReadWrite);
needs_tls();
require POE::Driver::TLS;

my %context = (
    server => POE::Driver::TLS::Context->new(%{ tls_server() }, SSL_server => 1),
    client => POE::Driver::TLS::Context->new(%{ tls_client() }),
);

sub wheel {
    my ($handle, $side) = @_;
    return POE::Wheel::ReadWrite->new(
        Handle     => $handle,
        Driver     => POE::Driver::TLS->new(Context => $context{$side}, Hostname => 'localhost'),
        Filter     => POE::Filter::Stream->new,
        InputEvent => "${side}_input",
        ErrorEvent => 'failed',
    );
}

# The processor's seconds that it takes to move these records, all put at once.
sub time_for {
    my @records = @_;
    my $wanted  = join '', @records;
    my ($got, $begun, $took) = ('');
    my @sockets = socket_pair();
    play(
        _start => sub {
            @{ $_[HEAP] }{qw(server client)} = map { wheel(shift @sockets, $_) } qw(server client);
            $_[HEAP]{client}->put('go');
        },
        server_input => sub {
            $begun = (times)[0];
            $_[HEAP]{server}->put(@records);
        },
        client_input => sub {
            $got .= $_[ARG0];
            return if length $got < length $wanted;
            $took = (times)[0] - $begun;
            %{ $_[HEAP] } = ();
        },
        failed => sub { diag "@_[ ARG0 .. ARG2 ]"; %{ $_[HEAP] } = () },
    );
    ok $got eq $wanted, scalar(@records) . ' records of ' . length($wanted) . ' octets came whole';
    return $took;
}

sub large {
    return join '', map { pack('N', $_) x 256 } 1 .. $_[0] * 1024;
}    # in MiB

time_for('small', large(1), 'x' x 65_536, 'y', 'z' x 65_537, '', 'small');
time_for(map { chr(97 + $_ % 26) x ($_ % 5000) } 1 .. 1000);
my ($short, $long) = map { time_for(large($_)) } 6, 48;
cmp_ok $long, '<', 24 * ($short > 0.05 ? $short : 0.05), '48 MiB against 6';

done_testing;
