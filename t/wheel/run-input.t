use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

my @ALL = (events => [qw(Stdin Stdout Stderr Error Close)]);

subtest 'put sends records, and StdinEvent tells that all are sent' => sub {
    my $log = run_wheel(
        Program => ['cat'],
        @ALL,
        on => {
            start => sub {
                my ($log, $heap) = @_;
                my $wheel = $heap->{wheel};
                is $wheel->put('one', 'two'), 0, 'put returns 0';
                is $wheel->get_driver_out_octets, 8, 'octets wait';
                is $wheel->get_driver_out_messages, 2, 'messages wait';
                is $wheel->put('three'), 0;
                is $wheel->get_driver_out_octets, 14;
            },
            stdin => sub {
                my ($log, $heap, $id) = @_;
                is $id, $log->{id}, 'ID';
                is $heap->{wheel}->get_driver_out_octets, 0;
                is $heap->{wheel}->get_driver_out_messages, 0;
            },
            stdout => sub { $_[1]{wheel}->shutdown_stdin if $_[2] eq 'three' },
        },
    );
    is_deeply $log->{stdout}, [qw(one two three)];
    is @{ $log->{stdin} }, 1, 'one StdinEvent for both';
    is_deeply $log->{status}, [0];
};

subtest 'nothing put is nothing sent' => sub {
    my $log = run_wheel(
        Program => ['cat'],
        @ALL,
        on => {
            start => sub {
                my $wheel = $_[1]{wheel};
                is $wheel->put, 0;
                is $wheel->get_driver_out_octets, 0;
                $wheel->shutdown_stdin;
            }
        },
    );
    is_deeply $log->{stdin}, [];
};

subtest 'shutdown_stdin is the end of input' => sub {
    my $log = run_wheel(
        Program => ['sort'],
        @ALL,
        on => {
            start => sub { $_[1]{wheel}->put(qw(c a b)) },
            stdin => sub {
                my $wheel = $_[1]{wheel};
                $wheel->shutdown_stdin;
                $wheel->shutdown_stdin;
                pass 'twice is once';
                is $wheel->[ $wheel->HANDLE_STDIN ], undef;
                ok !eval { $wheel->put('d'); 1 };
                like $@, qr/\ACalled put\(\) on a wheel without an open STDIN handle at \Q$0\E/;
            },
        },
    );
    is_deeply $log->{stdout}, [qw(a b c)];
};

subtest 'shutdown_stdin drops what is not sent' => sub {
    my $log = run_wheel(
        Program => ['cat'],
        on      => { start => sub { $_[1]{wheel}->put('x'); $_[1]{wheel}->shutdown_stdin } },
    );
    is_deeply $log->{stdout}, [];
    is_deeply $log->{status}, [0];
};

subtest 'the filter makes the records' => sub {
    require POE::Filter::Block;
    my $log = run_wheel(
        Program     => ['cat'],
        StdinFilter => POE::Filter::Block->new(BlockSize => 3),
        on          => {
            start  => sub { $_[1]{wheel}->put('abc', "de\n") },
            stdout => sub { $_[1]{wheel}->shutdown_stdin },
        },
    );
    is_deeply $log->{stdout}, ['abcde'];
};

subtest 'a process that does not read is told of' => sub {
    my $log = run_wheel(
        Program => perl_program('close STDIN; print "ready\n"; sleep 1'),
        @ALL,
        on => {
            stdout => sub { $_[1]{wheel}->put('x') },
            error  => sub {
                my ($log, $heap, $operation, $errno, $message, $id, $name) = @_;
                return if $operation ne 'write';
                is $name, 'STDIN';
                is $id, $log->{id};
                is $errno, 0 + do { require Errno; Errno::EPIPE() };
                local $! = $errno;
                is $message, "$!";
                ok eval { $heap->{wheel}->put('y'); 1 }, 'put does no harm';
            },
        },
    );
    is_deeply [ map { $_->[0] } @{ $log->{error} } ], [qw(write read read)];
    is_deeply $log->{stdin}, [], 'nothing was sent';
};

subtest 'much is sent bit by bit' => sub {
    my $slow = 'select undef, undef, undef, 0.2; my $sum = 0; $sum += length while <STDIN>;
        print "$sum\n"';
    my $log = run_wheel(
        Program => perl_program($slow),
        @ALL,
        on => {
            start => sub {
                $_[1]{wheel}->put(map { 'x' x 999 } 1 .. 500);
            },
            stdin => sub { $_[1]{wheel}->shutdown_stdin },
        },
    );
    is_deeply $log->{stdout}, [500_000];
    is @{ $log->{stdin} }, 1;
};

subtest 'the wheel\'s handle is in slot HANDLE_STDIN' => sub {
    my $log = run_wheel(
        Program => ['cat'],
        on      => {
            start => sub {
                my $wheel = $_[1]{wheel};
                syswrite $wheel->[ $wheel->HANDLE_STDIN ], "direct\n";
                $wheel->shutdown_stdin;
            }
        },
    );
    is_deeply $log->{stdout}, ['direct'];
};

by_fork_too();
done_testing;
