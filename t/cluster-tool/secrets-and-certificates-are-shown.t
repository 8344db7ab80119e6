use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ClusterTool;
use POETest;
use Test::More;
use TlsStage;

# Where kernels want to be shown a secret, and have a certificate.

needs_poe_cluster();
needs_tls();
require IKC;
IKC->import;
require POE::Component::IKC;

my $secret = certificate('secret');

sub secret_is {
    my ($text, $mode) = @_;
    open my $out, '>', $secret or die "$secret: $!";
    print {$out} $text;
    close $out;
    chmod $mode, $secret;
    return;
}

my $port = other_kernel(sub {
    published(%{ shop_sessions() });
    return POE::Component::IKC->join(
        listen   => 'ikcs://127.0.0.1:0',
        name     => 'Srv',
        secret   => 'sesame',
        tls      => tls_server(),
        on_error => sub { },
    )->port;
});

sub called {
    my (@option) = @_;
    return poe_cluster('--wire', "ikcs://127.0.0.1:$port", @option, qw(call Srv/prices/ask 7));
}
my @believe = ('--tls-ca', certificate('authority.pem'));
my @show    = ('--secret-file', $secret);

secret_is("sesame\n", 0600);
is called(@believe, @show)->{stdout}, qq({"item":7,"price":3.5}\n), 'both are right';
like called(@show)->{stderr}, qr/certificate/, 'an authority that is not believed';
like called(@believe)->{stderr}, qr/secret/, 'no secret';
secret_is('open', 0600);
my $said = called(@believe, @show);
like $said->{stderr}, qr/secret/, 'a wrong secret';
is $said->{status}, 2, '... is no connection';
secret_is('sesame', 0644);
like called(@believe, @show)->{stderr}, qr/everybody can read/, 'a secret that is none';

done_testing;
