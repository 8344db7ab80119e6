use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TcpStage;
use Test::More;

use POE;

# The same server four times in one process: the order of its events, their arguments, and states of
# every kind.
{

    package InPackage;
    sub in_package { TcpStage::note_down("package $_[0]", $_[POE::Session::ARG0]); return }

    package InObject;
    sub in_object { TcpStage::note_down('object', @{ $_[0] }, $_[POE::Session::ARG0]); return }
}

sub started {
    my @args = @_[ ARG0 .. $#_ ];
    note_down('started', @args);
    return;
}

sub one_run {
    my $port = serve(
        Started         => \&started,
        ListenerArgs    => [ 'arg one', 'arg two' ],
        ClientArgs      => ['client arg'],
        ClientConnected => sub { note_down('connected', @_[ ARG0 .. $#_ ]) },
        ClientInput     => sub {
            note_down('input', $_[ARG0]);
            $_[KERNEL]->call($_[SESSION], "in_$_", $_[ARG0]) for qw(line package object);
            $_[HEAP]{client}->put('answer');
        },
        ClientFlushed      => sub { note_down('flushed') },
        ClientDisconnected => sub { note_down('disconnected'); end_server() },
        InlineStates       => { in_line => sub { note_down('inline', $_[ARG0]) } },
        PackageStates      => [ InPackage                     => ['in_package'] ],
        ObjectStates       => [ bless(['itself'], 'InObject') => ['in_object'] ],
    );
    peer(
        $port,
        connected => sub { $_[0]->say('line') },
        got       => sub { $_[0]->leave },
    );
    return run_log();
}

my @expected = (
    'started arg one arg two', 'connected client arg', 'input line', 'inline line',
    'package InPackage line', 'object itself line', 'flushed', 'disconnected'
);
is_deeply one_run(), \@expected, "run $_" for 1 .. 4;

done_testing;
