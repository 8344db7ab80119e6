package POE::Component::IKC::Util;

# Reporting of what fails where there is no peer yet, and who this kernel is.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp     qw(carp);
use Exporter qw(import);

our @EXPORT_OK = qw(list_of monitor_error own_id tls_of);

# A callback hears it; else monitors do; else it is a warning.
sub monitor_error {
    my ($callback, @failure) = @_;
    return $callback->(@failure) if $callback;
    my $ikc = $POE::Component::IKC::Responder::ikc;
    return $ikc->channel_error(\@failure) if $ikc;
    carp "$$: $failure[0] [$failure[1]] $failure[2]";
    return;
}

# Of a parameter that may be one or several.
sub list_of {
    my ($given) = @_;
    return ref $given eq 'ARRAY' ? @$given : $given // ();
}

# As POE::Component::Client::TCP and POE::Component::Server::TCP take it.
sub tls_of {
    my ($wanted, $is_server) = @_;
    require POE::Driver::TLS;
    require POE::Component::TCP::Handshake;
    return {
        context => POE::Component::TCP::Handshake::_context($wanted, $is_server),
        seconds => 30
    };
}

# Each thread has a kernel of its own, by the same ID.
sub own_id {
    my $id     = $POE::Kernel::poe_kernel->ID;
    my $thread = $threads::threads ? threads->tid : 0;
    return $thread ? "$id-$thread" : $id;
}

1;
