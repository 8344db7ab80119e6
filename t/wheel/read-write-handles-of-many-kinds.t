use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest qw(is_upstream output_of play scaled session warnings_of);
use Stage;
use Test::More;

use Errno      qw(EPIPE);
use File::Temp qw(tempfile);
use IO::Handle;
use IO::Socket::INET;
use POE qw(Wheel::ReadWrite Filter::Line Filter::Stream);
use Socket;

# Plays a session with wheels of the handles given; says what they tell.
sub log_of {
    my ($make, %does) = @_;
    my @log;
    play(
        _start => sub {
            $_[KERNEL]->delay(late => scaled(10));
            $make->($_[HEAP]);
        },
        input => sub {
            push @log, "input $_[ARG0]";
            $does{input}->($_[HEAP], $_[ARG0], $_[ARG1]) if $does{input};
        },
        error => sub {
            push @log, "error $_[ARG0] " . ($_[ARG1] + 0);
            $_[KERNEL]->delay('late');
            $does{error}->($_[HEAP]) if $does{error};
            delete $_[HEAP]{wheels};
        },
        flushed =>
            sub { push @log, 'flushed'; $does{flushed}->($_[HEAP], $_[ARG0]) if $does{flushed} },
        late => sub { push @log, 'late';         delete $_[HEAP]{wheels} },
        done => sub { $_[KERNEL]->delay('late'); delete $_[HEAP]{wheels} },
    );
    return \@log;
}

sub wheel {
    my (@given) = @_;
    return POE::Wheel::ReadWrite->new(
        InputEvent => 'input', ErrorEvent => 'error', FlushedEvent => 'flushed',
        (@given % 2 ? (Handle => @given) : @given));
}

subtest 'a file' => sub {
    my ($file, $name) = tempfile(UNLINK => 1);
    is_deeply log_of(
        sub {
            my ($heap) = @_;
            $heap->{wheels} = wheel(Handle => $file, InputEvent => undef);
            $heap->{wheels}->put('one', 'two');
        },
        flushed => sub { $poe_kernel->yield('done') },
    )->[-1], 'flushed', 'is written';
    is -s $name, 10;
    sysseek $file, 0, 0;
    open my $again, '<', $name or die $!;
    is_deeply log_of(sub { $_[0]{wheels} = wheel(InputHandle => $again, OutputHandle => $file) }),
        [ 'input one', 'input two', 'error read 0' ], 'and read to its end';
};

subtest 'a pipe' => sub {
    pipe my $in, my $out or die $!;
    is_deeply log_of(
        sub {
            my ($heap) = @_;
            $heap->{wheels} = wheel(InputHandle => $in, OutputHandle => $out);
            $heap->{wheels}->put('one', 'two');
        },
        input => sub { $poe_kernel->yield('done') if $_[1] eq 'two' },
        ),
        [ 'flushed', 'input one', 'input two' ], 'both ends';
    pipe my $from, my $to or die $!;
    close $from;
    is_deeply log_of(sub {
        $_[0]{wheels} = wheel(InputHandle => $in, OutputHandle => $to);
        $_[0]{wheels}->put('x');
        }),
        [ 'error write ' . (EPIPE + 0) ], 'that nobody reads: SIGPIPE is no harm';
};

subtest 'a terminal' => sub {
    plan skip_all => 'IO::Pty is not installed' if !eval { require IO::Pty; 1 };
    my $master = IO::Pty->new;
    my $slave  = $master->slave;
    $slave->set_raw;
    is_deeply log_of(
        sub {
            my ($heap) = @_;
            @{ $heap->{wheels} }{qw(master slave)} = (wheel($master), wheel($slave));
            $heap->{wheels}{master}->put('to the slave');
        },
        input => sub {
            my ($heap, $record) = @_;
            $heap->{wheels}{slave}->put('to the master') if $record eq 'to the slave';
            $poe_kernel->yield('done')                   if $record eq 'to the master';
        },
        ),
        [ 'flushed', 'input to the slave', 'flushed', 'input to the master' ];
};

for my $type (qw(SOCK_DGRAM SOCK_SEQPACKET)) {
    subtest "packets, $type" => sub {
        my $number = eval { Socket->can($type)->() } // plan skip_all => "no $type here";
        my ($near, $far) = eval { socket_pair($number) } or plan skip_all => "no $type here";
        my @packets;
        is_deeply log_of(
            sub {
                my ($heap) = @_;
                $heap->{wheels} = POE::Wheel::ReadWrite->new(
                    Handle       => $near, InputEvent => 'input', FlushedEvent => 'flushed',
                    ErrorEvent   => 'error',
                    InputFilter  => POE::Filter::Stream->new,
                    OutputFilter => POE::Filter::Line->new(Literal => '.'));
                $heap->{wheels}->put('a', 'bc');
                $heap->{wheels}->put('def');
                syswrite $far, $_ for 'one', 'two';
            },
            flushed => sub {
                while (sysread $far, my $packet, 100) { push @packets, $packet }
            },
            input => sub { $poe_kernel->yield('done') if $_[1] eq 'two' },
            ),
            [ 'input one', 'flushed', 'input two' ], 'each that is read is a record of its own';
        is_deeply \@packets, [ 'a.', 'bc.', 'def.' ], 'each chunk is one that is written';
    };
}

subtest 'packets of UDP' => sub {
    my @sockets = map { IO::Socket::INET->new(Proto => 'udp', LocalAddr => '127.0.0.1') } 1, 2;
    plan skip_all => 'no UDP here' if @sockets != grep {defined} @sockets;
    $sockets[$_]->connect(pack_sockaddr_in($sockets[ !$_ ]->sockport, INADDR_LOOPBACK))
        or die $!
        for 0, 1;
    is_deeply log_of(
        sub {
            my ($heap) = @_;
            $heap->{wheels} = [
                map {
                    POE::Wheel::ReadWrite->new(
                        Handle     => $_, Filter          => POE::Filter::Stream->new,
                        InputEvent => 'input', ErrorEvent => 'error'
                    )
                } @sockets
            ];
            $heap->{wheels}[0]->put('one', 'two');
        },
        input => sub { $poe_kernel->yield('done') if $_[1] eq 'two' },
        ),
        [ 'input one', 'input two' ];
};

subtest 'objects that are handles' => sub {
    my ($near, $far) = IO::Socket->socketpair(AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die $!;
    is_deeply log_of(
        sub {
            my ($heap) = @_;
            $heap->{wheels} = [ wheel($near), wheel($far) ];
            $heap->{wheels}[0]->put('x');
        },
        input => sub { $poe_kernel->yield('done') },
        ),
        [ 'flushed', 'input x' ], 'IO::Socket';
};

subtest 'standard handles' => sub {
    my $said = output_of(<<'CODE', env => { POE_EVENT_LOOP => undef });
        use POE qw(Wheel::ReadWrite);
        POE::Session->create(inline_states => {
            _start => sub { $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(InputHandle => \*STDIN, OutputHandle => \*STDOUT, InputEvent => 'i', ErrorEvent => 'e', FlushedEvent => 'f') },
            e => sub { $_[HEAP]{wheel}->put("end $_[ARG0] " . ($_[ARG1] + 0)) },
            f => sub { delete $_[HEAP]{wheel} },
        });
        POE::Kernel->run;
CODE
    is $said, "end read 0\r\n";
};

subtest 'a handle that the program closes' => sub {
    plan skip_all => 'upstream goes on watching it' if is_upstream();
    my ($near, $far) = socket_pair();
    my @warnings = warnings_of(sub {
        is_deeply log_of(
            sub { $_[0]{wheels} = wheel($near); syswrite $far, "a\n" },
            input => sub {
                my ($heap) = @_;
                close $near;
                $heap->{wheels}->put('x');
                $poe_kernel->yield('done');
            },
            ),
            ['input a'], 'is no trouble';
    });
    is_deeply \@warnings, [];
};

subtest 'a write that blocks in part' => sub {
    pipe my $in, my $out or die $!;
    my $octets = 0;
    my $sent   = 3_000_000;
    is_deeply log_of(sub {
        my ($heap) = @_;
        $heap->{wheels} = [
            POE::Wheel::ReadWrite->new(
                InputHandle => $in, OutputHandle     => $out, Filter => POE::Filter::Stream->new,
                InputEvent  => 'bytes', FlushedEvent => 'flushed'
            ) ];
        $poe_kernel->state(bytes =>
                sub { $octets += length $_[ARG0]; $_[KERNEL]->yield('done') if $octets == $sent });
        $heap->{wheels}[0]->put('x' x ($sent - 5), 'x' x 5);
        }),
        ['flushed'];
    is $octets, $sent, 'all arrives';
};

done_testing;
