use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno      qw(ENAMETOOLONG ENOENT);
use File::Temp qw(tempdir);
use POE        qw(Component::Server::TCP Wheel::SocketFactory);
use Socket;

plan skip_all => 'POE 1.370 cuts it off' if is_upstream();

my $folder = tempdir(CLEANUP => 1);
chdir $folder or die $!;
END { chdir '/' }

sub told {
    my @parameters = @_;
    my @told;
    my @warnings = warnings_of(sub {
        play(
            _start => sub {
                $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(
                    SocketDomain => AF_UNIX,
                    SuccessEvent => 'made',
                    FailureEvent => 'failed', @parameters
                );
                return if !$_[HEAP]{wheel}[ POE::Wheel::SocketFactory::MY_STATE_ACCEPT() ];
                push @told, 'listens';
                delete $_[HEAP]{wheel};
            },
            made   => sub { push @told, 'made';                 delete $_[HEAP]{wheel} },
            failed => sub { push @told, $_[ARG0], $_[ARG1] + 0; delete $_[HEAP]{wheel} },
        );
    });
    return [ @told, @warnings ];
}

# Servers at the names that others would be cut off to.
my $longest = 'x' x (length(pack_sockaddr_un('x')) - 2);
my @there;
for my $path ($longest, "\0" . substr($longest, 1), 'short') {
    socket my $listener, AF_UNIX, SOCK_STREAM, 0 or die $!;
    bind $listener, pack_sockaddr_un($path)      or die "$path: $!";
    listen $listener, 5                          or die $!;
    push @there, $listener;
    is_deeply told(RemoteAddress => $path), ['made'], length($path) . ' bytes are no problem';
}

my @too_long = ('pack_sockaddr_un', ENAMETOOLONG);
my @no_name  = ('pack_sockaddr_un', ENOENT);
for my $way (qw(RemoteAddress BindAddress)) {
    is_deeply told($way => "${longest}x"), \@too_long, "$way: one more is one too many";
    is_deeply told($way => "\0$longest"), \@too_long, "$way: of an abstract name, too";
    is_deeply told($way => "short\0er"), \@no_name, "$way: what comes after a NUL counts";
    is_deeply told($way => ''), \@no_name, "$way: nothing is no name";
    is_deeply told($way => "\0"), \@no_name, "$way: nor an abstract one";
}

subtest 'servers' => sub {
    my @told;
    for my $unlink (0, 1) {
        POE::Component::Server::TCP->new(
            Domain       => AF_UNIX,
            Address      => "${longest}x",
            UnlinkSocket => $unlink,
            ClientInput  => sub { },
            Error        => sub {
                push @told, [ $_[ARG0], $_[ARG1] + 0 ];
                delete $_[HEAP]{listener};
            },
        );
    }
    is_deeply [ warnings_of(sub { POE::Kernel->run }) ], [], 'nothing is warned of';
    is_deeply \@told, [ (\@too_long) x 2 ];
    ok -S $longest, 'the socket of the shorter name is there';
};

done_testing;
