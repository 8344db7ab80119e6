package POE::Component::IKC;

# Kernels that are joined by a wire, whichever it is.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::Component::IKC::Responder ();
use POE::Component::IKC::Transport ();
use POE::Component::IKC::Util      qw(list_of);

sub join {
    my ($class, %given) = @_;
    my @wires  = list_of(delete $given{wire});
    my @listen = list_of(delete $given{listen});
    croak "$class->join needs a wire, or one to listen on" if !@wires and !@listen;
    POE::Component::IKC::Responder->spawn;
    $given{name} //= "Kernel$$";
    my @ends = map { _open($_ => 'listen', %given) } @listen;
    push @ends, map { _open($_ => 'connect', %given) } @wires;
    return bless { ends => \@ends, name => $given{name} }, $class;
}

sub _open {
    my ($text, $how, %given) = @_;
    my $url     = POE::Component::IKC::Transport->parse($text);
    my $package = POE::Component::IKC::Transport->package_for($url->{scheme});
    return $package->$how($url, %given);
}

sub name { return $_[0]{name} }

# Where others may come in: the port of the first wire that listens.
sub port {
    my ($self) = @_;
    for my $end (@{ $self->{ends} }) {
        my $port = $end->can('port') && $end->port;
        return $port if defined $port;
    }
    return;
}

sub leave {
    my ($self) = @_;
    $_->leave for @{ delete $self->{ends} || [] };
    return;
}

1;
