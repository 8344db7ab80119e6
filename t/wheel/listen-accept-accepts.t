use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use Errno qw(EINVAL);
use Fcntl qw(F_GETFL O_NONBLOCK);
use POE   qw(Wheel::ListenAccept);
use Socket;

sub listener {
    socket my $socket, AF_INET, SOCK_STREAM, 0         or die $!;
    bind $socket, pack_sockaddr_in(0, INADDR_LOOPBACK) or die $!;
    listen $socket, 5                                  or die $!;
    return $socket;
}

sub client_of {
    my ($listener) = @_;
    socket my $client, AF_INET, SOCK_STREAM, 0 or die $!;
    connect $client, getsockname $listener     or die $!;
    return $client;
}

sub error_of {
    my @parameters = @_;
    eval { POE::Wheel::ListenAccept->new(@parameters) };
    return $@ =~ s/ at \Q$0\E line \d+\.\n\z//r;
}

subtest 'what new requires' => sub {
    my $socket = listener();
    is error_of(), 'Handle required', 'nothing';
    is error_of(AcceptEvent => 'a'), 'Handle required', 'no handle';
    is error_of(Handle      => $socket), 'AcceptEvent required', 'no event';
    is error_of(Handle      => undef, AcceptEvent   => 'a'), 'Handle required', 'undef is none';
    is error_of(Handle      => $socket, AcceptEvent => undef), 'AcceptEvent required', 'the same';
    is error_of('odd'), 'Handle required', 'an odd list is padded';
    is error_of($poe_kernel),
        'wheels no longer require a kernel reference as their first parameter',
        'the old style';
    my $kernel = $poe_kernel;
    undef $poe_kernel;
    my $error = error_of(Handle => $socket, AcceptEvent => 'a');
    $poe_kernel = $kernel;
    is $error, 'POE::Wheel::ListenAccept requires a working Kernel', 'no kernel';
};

subtest 'the object is an array with known places' => sub {
    my $socket = listener();
    play(
        _start => sub {
            my $wheel = POE::Wheel::ListenAccept->new(
                Handle     => $socket, AcceptEvent => 'a',
                ErrorEvent => 'e', Nonsense        => 1
            );
            my $id = $wheel->ID;
            is_deeply [@$wheel],
                [ $socket, 'a', 'e', $id, "POE::Wheel::ListenAccept($id) -> select read" ];
            undef $wheel;
            return;
        });
    my @names = qw(SELF_HANDLE SELF_EVENT_ACCEPT SELF_EVENT_ERROR SELF_UNIQUE_ID SELF_STATE_ACCEPT);
    is_deeply [ map { POE::Wheel::ListenAccept->can($_)->() } @names ], [ 0 .. 4 ], 'by name';
};

subtest 'a connection' => sub {
    my $socket = listener();
    my (@args, $id, $client, $heard, $blocks);
    play(
        _start => sub {
            $_[HEAP]{wheel}
                = POE::Wheel::ListenAccept->new(Handle => $socket, AcceptEvent => 'accepted');
            $id     = $_[HEAP]{wheel}->ID;
            $client = client_of($socket);
        },
        accepted => sub {
            @args   = @_[ ARG0 .. $#_ ];
            $blocks = !(fcntl($args[0], F_GETFL, 0) & O_NONBLOCK);
            syswrite $client, 'said';
            sysread $args[0], $heard, 100;
            %{ $_[HEAP] } = ();
        },
    );
    is_deeply [ @args[ 1 .. $#args ] ], [ getsockname($client), $id ],
        'packed address of the peer, ID';
    is $heard, 'said', 'connected';
    ok $blocks, 'it blocks until it is watched';
    ok fcntl($socket, F_GETFL, 0) & O_NONBLOCK, 'the listener does not';
};

subtest 'one connection each time' => sub {
    my $socket = listener();
    my ($count, @order) = (0);
    play(
        _start => sub {
            $_[HEAP]{wheel}
                = POE::Wheel::ListenAccept->new(Handle => $socket, AcceptEvent => 'accepted');
            $_[HEAP]{clients} = [ map { client_of($socket) } 1 .. 3 ];
        },
        accepted => sub {
            push @order, 'accepted';
            $_[KERNEL]->yield('between');
            %{ $_[HEAP] } = () if ++$count == 3;
        },
        between => sub { push @order, 'other' },
    );
    is "@order", join ' ', ('accepted other') x 3;
};

subtest 'errors' => sub {
    socket my $socket, AF_INET, SOCK_STREAM, 0 or die $!;
    my @args;
    play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::ListenAccept->new(
                Handle     => $socket, AcceptEvent => 'accepted',
                ErrorEvent => 'failed'
            );
            push @args, $_[HEAP]{wheel}->ID;
        },
        failed => sub { push @args, @_[ ARG0 .. $#_ ]; %{ $_[HEAP] } = () },
    );
    my ($id, $operation, $errno, $text, $event_id) = @args;
    is_deeply [ $operation, $errno, $event_id, scalar @args ], [ 'accept', EINVAL, $id, 5 ],
        'arguments';
    is $text + 0, EINVAL, 'the message is a number too';
};

subtest 'errors without an event' => sub {
    socket my $socket, AF_INET, SOCK_STREAM, 0 or die $!;
    my $seen;
    play(
        _start => sub {
            $_[HEAP]{wheel}
                = POE::Wheel::ListenAccept->new(Handle => $socket, AcceptEvent => 'accepted');
            $_[KERNEL]->delay(end => 0.02);
        },
        _default => sub { $seen         = $_[ARG0] if $_[ARG0] !~ /^_/ },
        end      => sub { %{ $_[HEAP] } = () },
    );
    is $seen, undef, 'nobody is told';
};

subtest 'event' => sub {
    my $socket = listener();
    my (@log, @texts);
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::ListenAccept->new(
                Handle     => $socket, AcceptEvent => 'first',
                ErrorEvent => 'failed'
            );
            @texts = warnings_of(sub {
                $wheel->event(AcceptEvent => undef);
                $wheel->event(Nonsense    => 'x');
                $wheel->event(AcceptEvent => 'second', ErrorEvent => undef);
            });
            push @log, $wheel->[POE::Wheel::ListenAccept::SELF_EVENT_ERROR] // 'undef';
            $_[HEAP]{client} = client_of($socket);
        },
        first  => sub { push @log, 'first';  %{ $_[HEAP] } = () },
        second => sub { push @log, 'second'; %{ $_[HEAP] } = () },
    );
    s/ at \Q$0\E line \d+\.\n\z// for @texts;
    is_deeply \@texts,
        [
        'AcceptEvent requires an event name.  ignoring undef',
        q(ignoring unknown ListenAccept parameter 'Nonsense')
        ];
    is "@log", 'undef second';
};

# What is done to the wheel when the first of two clients is accepted.
sub accepts_until {
    my ($end) = @_;
    my $socket = listener();
    my @log;
    play(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            $_[HEAP]{wheel}
                = POE::Wheel::ListenAccept->new(Handle => $socket, AcceptEvent => 'accepted');
            $_[HEAP]{clients} = [ map { client_of($socket) } 1 .. 2 ];
            $_[KERNEL]->delay(late => 0.05);
        },
        accepted => sub { push @log, 'accepted'; $end->(@_) if @log == 1 },
        died     => sub { push @log, 'died';     $_[KERNEL]->sig_handled },
        late     => sub { push @log, 'late';     %{ $_[HEAP] } = () },
    );
    is $poe_kernel->_data_handle_count, 0, 'no watcher is left';
    return "@log";
}

subtest 'ends in its own event' => sub {
    is accepts_until(sub { delete $_[HEAP]{wheel} }), 'accepted late', 'deleted';
    is accepts_until(sub { die "oops\n" }), 'accepted died accepted late', 'dies';
    is accepts_until(sub { $_[KERNEL]->stop }), 'accepted', 'all is stopped';
};

subtest 'memory' => sub {
    my $socket = listener();
    my $made   = sub {
        my $wheel = POE::Wheel::ListenAccept->new(Handle => $socket, AcceptEvent => 'a');
        return;
    };
    play(
        _start => sub {
            no_growth('a wheel', $made, 200) if !is_upstream();
            no_growth('an error', sub { error_of(Handle => 1); return }, 200);
            return;
        });
};

done_testing;
