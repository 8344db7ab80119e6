package TlsStage;

# Certificates for tests of TLS: an authority, a server's and a client's, made by openssl.

use strict;
use warnings;

use Exporter   qw(import);
use File::Temp qw(tempdir);
use POETest;
use Test::More;

our @EXPORT = qw(certificate needs_tls tls_client tls_server);

my $folder;

sub needs_tls {
    plan(skip_all => 'POE does not have it') if is_upstream();
    plan(skip_all => 'Net::SSLeay is not installed')
        if !eval { require Net::SSLeay; Net::SSLeay->VERSION('1.85'); 1 };
    plan(skip_all => 'openssl is not installed') if !grep { -x "$_/openssl" } split /:/, $ENV{PATH};
    $folder = tempdir(CLEANUP => 1);
    _make_authority();
    _make_signed(server => 'subjectAltName=DNS:localhost,DNS:*.wild.example,IP:127.0.0.1');
    _make_signed(client => 'subjectAltName=DNS:client.example');
    return;
}

my @KEY = qw(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -batch);

sub _openssl {
    my (@arguments) = @_;
    my $log = "$folder/log";
    open my $save, '>&', \*STDERR or die $!;
    open STDERR, '>', $log        or die $!;
    my $failed = system 'openssl', @arguments;
    open STDERR, '>&', $save or die $!;
    return if !$failed;
    open my $in, '<', $log or die $!;
    BAIL_OUT("openssl @arguments: " . join '', <$in>);
}

sub certificate { my ($name) = @_; return "$folder/$name" }

sub _make_authority {
    _openssl(
        'req', '-x509', @KEY, '-days', 2, '-subj', '/CN=Test Authority',
        '-keyout', certificate('authority.key'),
        '-out', certificate('authority.pem'));
    return;
}

sub _make_signed {
    my ($name, $extension) = @_;
    my ($key, $request, $signed, $file) = map { certificate("$name.$_") } qw(key csr pem ext);
    open my $out, '>', $file or die $!;
    print {$out} "$extension\n";
    close $out or die $!;
    _openssl('req', @KEY, '-subj', "/CN=$name", '-keyout', $key, '-out', $request);
    _openssl(
        'x509', '-req', '-days', 2, '-in', $request, '-out', $signed, '-extfile', $file,
        '-CA', certificate('authority.pem'),
        '-CAkey', certificate('authority.key'), '-CAcreateserial'
    );
    return;
}

# Values for the parameter TLS.
sub tls_server {
    my (%more) = @_;
    return {
        SSL_cert_file => certificate('server.pem'),
        SSL_key_file  => certificate('server.key'),
        %more
    };
}

sub tls_client {
    my (%more) = @_;
    return { SSL_ca_file => certificate('authority.pem'), %more };
}

1;
