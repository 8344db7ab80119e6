use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;
use Symbol qw(gensym);

# ClientPreConnect sees a socket before the wheel has it, and decides.

my @names = map {"Client$_"} qw(Connected Input Error Disconnected);

for (
    [ 'undef'                     => sub { return undef } ],
    [ 'an empty list'             => sub {return} ],
    [ 'a number'                  => sub { return 1 } ],
    [ 'a handle that is not open' => sub { return gensym() } ],
    )
{
    my ($what, $code) = @$_;
    subtest "it returns $what" => sub {
        my $port = serve(
            callbacks_of(\@names),
            ClientPreConnect => sub { end_server(); $code->() },
            Stopped          => sub { note_down('Stopped', $_[HEAP]{connections}) },
        );
        my $peer = peer($port);
        is_deeply run_log(), ['Stopped 0'], 'the session ends without a word';
        is $peer->how, 'ended', 'and the connection with it';
    };
}

subtest 'it returns another handle' => sub {
    {

        package Loud;
        sub TIEHANDLE { my ($class, $handle) = @_; return bless [$handle], $class }
        sub FILENO    { return fileno $_[0][0] }

        sub READ {
            my ($self, undef, $length) = @_;
            my $octets = sysread $self->[0], $_[1], $length;
            $_[1] = uc $_[1];
            return $octets;
        }

        sub WRITE {
            my ($self, $data, $length, $offset) = @_;
            return syswrite $self->[0], uc $data, $length, $offset;
        }
        sub BINMODE { return 1 }
    }
    my $port = serve(
        ClientPreConnect => sub {
            my $handle = gensym();
            tie *$handle, 'Loud', $_[ARG0];
            $_[ARG0]->blocking(0);
            return $handle;
        },
        ClientInput => sub {
            note_down($_[ARG0]);
            $_[HEAP]{client}->put("i heard $_[ARG0]");
            $_[KERNEL]->yield('shutdown');
        },
        ClientDisconnected => \&end_server,
    );
    my $peer = peer($port, connected => sub { $_[0]->say('hello') });
    is_deeply run_log(), ['HELLO'], 'it is read';
    is $peer->received, "I HEARD HELLO\x0d\x0a", 'and written';
};

done_testing;
