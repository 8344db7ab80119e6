use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;
use POSIX ();
use Socket;

# Half of the clients are killed in the middle of a line; the others are served as if nothing were.

my $each = 20;
my (%ended, %started, %input);

my $port = serve(
    ClientConnected => sub { $started{ $_[SESSION]->ID }++ },
    ClientInput     => sub {
        my ($heap, $line) = @_[ HEAP, ARG0 ];
        $input{ $line =~ s/ .*//r }++;
        $heap->{client}->put("you said $line");
    },
    ClientError        => sub { $ended{ 0 + $_[ARG1] }++ },
    ClientDisconnected => sub {
        delete $started{ $_[SESSION]->ID };
        end_server() if !%started && ($input{late} // 0) == $each;
    },
);

# A process with many connections; each says one line and half of another.
sub begin_to_talk {
    my (@rest) = @_;
    my @sockets = map { TcpStage::_socket_to($port) } 1 .. $each;
    syswrite $_, "early line\nlate" for @sockets;
    sleep 1 while !@rest;
    my $wrong = 0;
    select undef, undef, undef, 0.4;
    for my $socket (@sockets) {
        syswrite $socket, " line\n";
        my $answer = join '', map { scalar readline $socket } 1 .. 2;
        $wrong++ if $answer ne "you said early line\x0d\x0ayou said late line\x0d\x0a";
    }
    return $wrong;
}

my $status;
session(
    _start => sub {
        my ($kernel, $heap) = @_[ KERNEL, HEAP ];
        $heap->{victim} = spawn(\&begin_to_talk);
        $kernel->sig_child($heap->{victim}, 'killed');
        $kernel->sig_child(spawn(sub { begin_to_talk('to the end') }), 'ended');
        $kernel->yield('look');
    },
    look => sub {
        my ($kernel, $heap) = @_[ KERNEL, HEAP ];
        return $kernel->delay(look => 0.01) if ($input{early} // 0) < 2 * $each;
        kill KILL => $heap->{victim};
    },
    killed => sub { },
    ended  => sub { $status = $_[ARG2] },
);
my @said = warnings_of(\&run_log);

is $status, 0, 'who lives is served';
is_deeply \%input, { early => 2 * $each, late => $each }, 'half a line is no line';
my $count = 0;
$count += $_ for values %ended;
is $count, 2 * $each, 'each end is told of';
is_deeply \@said, [];
is_deeply \%started, {}, 'no session is left';

done_testing;
