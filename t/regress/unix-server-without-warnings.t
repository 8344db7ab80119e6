use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use File::Temp qw(tempdir);
use POE;
use Socket;

# A server on a local socket has no addresses of the network, which is nothing to warn of. What is posted
# to an alias before the kernel runs arrives.
my $path     = tempdir(CLEANUP => 1) . '/socket';
my @warnings = warnings_of(sub {
    serve(
        Domain      => AF_UNIX,
        Address     => $path,
        ClientInput => sub { $_[HEAP]{client}->put("you said $_[ARG0]") },
    );
    session(
        _start => sub { $_[KERNEL]->alias_set('listener') },
        hello  => sub { note_down('hello', $_[ARG0]); $_[KERNEL]->alias_remove('listener') },
    );
    is $poe_kernel->post(listener => hello => 'early'), 1, 'post takes it';
    socket my $socket, AF_UNIX, SOCK_STREAM, 0 or die $!;
    connect $socket, pack_sockaddr_un($path)   or die $!;
    peer(
        $socket,
        connected => sub { $_[0]->say('something') },
        got       => sub { note_down('got', $_[1] =~ /([^\r\n]*)/); $_[0]->leave; end_server() },
    );
    is_deeply run_log(), [ 'hello early', 'got you said something' ], 'all is said';
});
is_deeply \@warnings, [], 'no warnings';

done_testing;
