use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE qw(Wheel::SocketFactory);
use Socket;

my @here   = (BindAddress  => '127.0.0.1');
my @events = (SuccessEvent => 'made', FailureEvent => 'failed');

sub client_of {
    my ($wheel) = @_;
    socket my $client, AF_INET, SOCK_STREAM, 0 or die $!;
    connect $client, $wheel->getsockname       or die $!;
    return $client;
}

subtest 'event' => sub {
    my (@got, @texts);
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(@here, @events);
            @texts = warnings_of(sub {
                $wheel->event(SuccessEvent => undef);
                $wheel->event('FailureEvent');
                $wheel->event(Nonsense     => 'x');
                $wheel->event(SuccessEvent => 'other');
            });
            $_[HEAP]{client} = client_of($wheel);
        },
        made  => sub { push @got, 'made';  %{ $_[HEAP] } = () },
        other => sub { push @got, 'other'; %{ $_[HEAP] } = () },
    );
    s/ at \Q$0\E line \d+\.\n\z// for @texts;
    is_deeply \@texts,
        [
        'SuccessEvent requires an event name.  ignoring undef',
        'FailureEvent requires an event name.  ignoring undef',
        q(ignoring unknown SocketFactory parameter 'Nonsense')
        ],
        'what it does not take';
    is "@got", 'other', 'what it does';
};

subtest 'event holds nothing' => sub {
    plan skip_all => 'in POE, warnings and @_ keep the wheel for a while' if is_upstream();
    play(
        _start => sub {
            my $wheel = POE::Wheel::SocketFactory->new(@here, @events);
            my $event = sub { $_[0]->event(Nonsense => 'x', SuccessEvent => 'other') };
            warnings_of(sub { $event->($wheel) });
            undef $event;
            $_[KERNEL]->yield('next');
            return;
        },
        next => sub { is $_[KERNEL]->_data_handle_count, 0, 'the wheel went with the variable' },
    );
};

subtest 'event, while connecting' => sub {
    my @got;
    play(
        _start => sub {
            my $server = $_[HEAP]{server} = POE::Wheel::SocketFactory->new(@here, @events);
            my $wheel  = $_[HEAP]{wheel}  = POE::Wheel::SocketFactory->new(
                RemoteAddress => '127.0.0.1',
                RemotePort    => (unpack_sockaddr_in($server->getsockname))[0], @events
            );
            $server->pause_accept;
            $wheel->event(SuccessEvent => 'other');
        },
        made  => sub { push @got, 'made' },
        other => sub {
            push @got, 'other';
            eval { $_[HEAP]{wheel}->event(SuccessEvent => 'third') };
            push @got, $@ =~ /\APOE developer error - no state defined/ ? 'too late' : 'fine';
            %{ $_[HEAP] } = ();
        },
    );
    is "@got", 'other too late';
};

subtest 'ID' => sub {
    my @ids;
    play(
        _start => sub {
            my @wheels = map { POE::Wheel::SocketFactory->new(@here, @events) } 1 .. 2;
            @ids = map { $_->ID } @wheels;
            return;
        });
    like "@ids", qr/\A[1-9]\d* [1-9]\d*\z/;
    isnt $ids[0], $ids[1];
};

subtest 'getsockname' => sub {
    play(
        _start => sub {
            my $wheel = POE::Wheel::SocketFactory->new(@here, @events);
            is_deeply [ $wheel->getsockname ], [ getsockname $wheel->[0] ], 'as the builtin';
            $wheel = POE::Wheel::SocketFactory->new(SocketDomain => 99, @events);
            is_deeply [ $wheel->getsockname ], [undef], 'undef without a socket';
            undef $wheel;
            return;
        },
        failed => sub { },
    );
};

subtest 'getsockname of descriptor 0' => sub {
    plan skip_all => 'POE says it has none' if is_upstream();
    (my $code = <<'CODE') =~ s/^ {8}//mg;
        use POE qw(Wheel::SocketFactory);
        POE::Session->create(inline_states => { _start => sub {
            close STDIN;
            my $wheel = POE::Wheel::SocketFactory->new(SuccessEvent => 's', FailureEvent => 'f');
            print fileno $wheel->[0], ' ', defined $wheel->getsockname ? 'named' : 'nameless';
            undef $wheel;
            return;
        } });
        POE::Kernel->run;
CODE
    is output_of($code), '0 named';
};

subtest 'pause_accept and resume_accept' => sub {
    my @log;
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(@here, @events);
            ok $wheel->pause_accept, 'true for a listener';
            $_[HEAP]{client} = client_of($wheel);
            $_[KERNEL]->delay(resume => 0.03);
        },
        resume => sub { push @log, 'resume'; ok $_[HEAP]{wheel}->resume_accept, 'the same' },
        made   => sub { push @log, 'made';   %{ $_[HEAP] } = () },
    );
    is "@log", 'resume made', 'connections wait';
};

subtest 'event resumes' => sub {
    my @log;
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::SocketFactory->new(@here, @events);
            $wheel->pause_accept;
            $wheel->event(SuccessEvent => 'made');
            $_[HEAP]{client} = client_of($wheel);
        },
        made => sub { push @log, 'made'; %{ $_[HEAP] } = () },
    );
    is "@log", 'made';
};

subtest 'only listeners pause' => sub {
    play(
        _start => sub {
            my $wheel = POE::Wheel::SocketFactory->new(SocketProtocol => 'udp', @events);
            ok !$wheel->pause_accept;
            ok !$wheel->resume_accept;
            undef $wheel;
            return;
        },
        made => sub { },
    );
};

subtest 'a subclass' => sub {
    @My::Factory::ISA = ('POE::Wheel::SocketFactory');
    my @seen;
    play(
        _start => sub {
            my $wheel = My::Factory->new(@here, @events);
            $wheel->[13] = 'own data';
            @seen
                = (ref $wheel, $wheel->[POE::Wheel::SocketFactory::MY_STATE_ACCEPT] =~ s/\d+/ID/r);
            undef $wheel;
            return;
        });
    is_deeply \@seen, [ 'My::Factory', 'My::Factory(ID) -> select accept' ];
};

done_testing;
