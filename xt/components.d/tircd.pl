# package: tircd
# module: tircd
# exercises: the program as it is installed listens, and answers an IRC client that connects

use strict;
use warnings;

use File::Temp qw(tempdir);
use IO::Socket::INET;
use Loopback;
use POE qw(Component::Client::TCP Wheel::Run);

my $folder = tempdir(CLEANUP => 1);
my $port   = IO::Socket::INET->new(
    Listen    => 1,
    LocalAddr => '127.0.0.1',
    ReuseAddr => 1
)->sockport;
open my $out, '>', "$folder/tircd.cfg" or die "$!\n";
print {$out}
    "address 127.0.0.1\nport $port\nuse_ssl 0\nstorage_path $folder\nlogtype stdout\ndebug 0\n";
close $out;

# In this process, so that it can be seen which modules it uses.
$ENV{HOME} = $folder;
@ARGV = ("$folder/tircd.cfg");
POE::Component::Client::TCP->new(
    RemoteAddress => '127.0.0.1',
    RemotePort    => $port,
    ConnectError  => sub { $_[KERNEL]->delay(reconnect => 0.2) },
    Connected     => sub { $_[HEAP]{server}->put('NICK wheel', 'USER wheel 0 * :a test') },
    ServerInput   => sub { worked() if $_[ARG0] =~ /\bwheel\b/ },
);
my ($program) = grep {-x} map {"$_/tircd"} split /:/, $ENV{PATH};
do $program or die $@ || $!;
