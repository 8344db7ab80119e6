package POE::Component::IKC::Transport;

# The wires by which kernels are joined: a table of schemes, and the addresses that begin with them.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

our @CARP_NOT = qw(POE::Component::IKC);

my $SOCKET = 'POE::Component::IKC::Transport::Socket';

my %package_of = (
    'ikc'      => $SOCKET,
    'ikc+unix' => $SOCKET,
    'ikcs'     => $SOCKET,
    'nats'     => 'POE::Component::IKC::Transport::NATS',
    'natss'    => 'POE::Component::IKC::Transport::NATS',
);

# A wire of somebody else's.
sub add {
    my ($class, $scheme, $package) = @_;
    croak "$class->add: '$scheme' is no scheme" if $scheme !~ /\A[a-z][-a-z0-9+.]*\z/;
    $package_of{$scheme} = $package;
    return;
}

sub schemes { return sort keys %package_of }

# The package, loaded.
sub package_for {
    my ($class, $scheme) = @_;
    my $package = $package_of{$scheme}
        or croak "there is no wire '$scheme': there are @{[ $class->schemes ]}";
    my $file = $package =~ s{::}{/}gr . '.pm';
    require $file if !$package->can('connect');
    return $package;
}

# { scheme, host, port, user, password, path }, of which only the first is always there.
sub parse {
    my ($class, $text)  = @_;
    my ($scheme, $rest) = ($text // '') =~ m{\A([a-z][-a-z0-9+.]*):(.*)\z}s
        or croak "'@{[ $text // 'undef' ]}' is no address of a wire";
    my %url = (scheme => $scheme, text => $text);
    if ($rest =~ m{\A//}) {
        my ($user, $host, $port, $path)
            = $rest
            =~ m{\A//(?:([^@/]*)@)?(\[[0-9a-fA-F:.]+\]|[^:/@\[\]]*)(?::([0-9]{1,5}))?(/.*)?\z}s
            or croak "'$text' is no address of a wire";
        @url{qw(user password)} = map { _unescaped($_) } split /:/, $user, 2 if defined $user;
        $url{host}              = $host =~ s/\A\[|\]\z//gr                   if length $host;
        $url{port}              = $port                                      if defined $port;
        $url{path}              = _unescaped($path)                          if defined $path;
    } else {
        $url{path} = _unescaped($rest);
    }
    return \%url;
}

sub _unescaped {
    my ($text) = @_;
    $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    return $text;
}

1;
