package Certificate;

# A key and a certificate that it signed itself, for TLS between two parts of one program.

use strict;
use warnings;

use Exporter   qw(import);
use File::Temp qw(tempdir);

our @EXPORT = qw(certificate);

sub certificate {
    my $folder = tempdir(CLEANUP => 1);
    my ($key, $certificate) = map {"$folder/$_"} qw(key.pem certificate.pem);
    my $said
        = `openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout $key -out $certificate 2>&1`;
    die "openssl: $said\n" if $?;
    return ($key, $certificate);
}

1;
