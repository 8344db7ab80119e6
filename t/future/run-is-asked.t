# What a program prints is read by futures, from standard output and standard error, and its end is awaited.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use WheelWaits;
use POETest;
use POE qw(Wheel::Run Future);
use Future::AsyncAwait;

sub program {
    my ($code, @more) = @_;
    return POE::Wheel::Run->new(Program => [ $^X, '-e', "\$| = 1; $code" ], @more);
}
my @both = (ReadStdout => 1, ReadStderr => 1);

for my $event (undef, 'event') {
    my @heard;
    within(
        async sub {
            my $wheel = program(
                'print "$_\n" for 1 .. 3; print STDERR "bad\n12345"; print scalar <STDIN>; exit 7',
                @both, map { ("${_}Event" => $event) } qw(Error Close)
            );
            is await $wheel->read_line, 1, 'a line';
            is await $wheel->read(3), "2\n3", 'octets';
            is await $wheel->read_line, '', 'what is left of a line';
            is await $wheel->stderr->read_line, 'bad', 'a line of errors';
            is await $wheel->stderr->read_until('3'), '123', 'octets of errors';
            $wheel->put('hello' x 100_000);
            await $wheel->flushed;
            is length await $wheel->stdout->read_line, 500_000, 'what was put came back';
            is_deeply [ await $wheel->read_line ], [], 'the end of output';
            is await $wheel->exited, 7 << 8, 'the status';
            is await $wheel->exited, 7 << 8, 'whoever asks again is told again';
            is_deeply [ await $wheel->stderr->closed ], [], 'the end of errors';
            is await $wheel->stderr->read(10), '45', 'what was left unread';
        },
        event => sub { push @heard, $_[ARG0] eq 'read' ? "$_[ARG0] $_[ARG4]" : 'close' });
    is_deeply [ sort @heard ], $event ? [ 'close', 'read STDERR', 'read STDOUT' ] : [],
        'events came as ever';
}

within(
    async sub {
        my $wheel = program('exit 3');
        my $pid   = $wheel->PID;
        await POE::Future->new_delay(scaled(0.2));
        is await $wheel->exited, 3 << 8, 'the status of one that was over before';
        my $next   = program('sleep 100');
        my $exited = $next->exited;
        $next->kill('KILL');
        undef $next;
        is await $exited, 9, 'of one that was killed, and whose wheel is gone';
    });

my @line;
within(
    async sub {
        my $wheel = $_[HEAP]{wheel}
            = program('print "$_\n" for 1 .. 3; sleep 100', ReadStdout => 1, StderrEvent => 'line');
        is await $wheel->read_line, 1, 'first it is asked';
        eval { $wheel->stderr };
        like $@, qr/^This wheel has a StderrEvent.* at \Q$0\E line/, 'what has an event is not';
        my $both = $_[HEAP]{both} = POE::Future->new;
        $wheel->event(StdoutEvent => 'line');
        await $both;
        is "@line", '2 3', 'then there is an event';
        $wheel->event(StdoutEvent => undef);
        is $wheel->read_line->state, 'pending', 'and then none again';
        $wheel->kill('KILL');
        is_deeply [ await $wheel->stdout->closed ], [], 'it is closed';
        is await $wheel->exited, 9, 'and has ended';
        delete $_[HEAP]{wheel};
    },
    line => sub { push @line, $_[ARG0]; $_[HEAP]{both}->done if @line == 2 });

for my $other (qw(StdoutEvent RedirectStdout RedirectOutput)) {
    eval { POE::Wheel::Run->new(Program => 'true', ReadStdout => 1, $other => 'x') };
    like $@, qr/^ReadStdout and $other are mutually exclusive at \Q$0\E line/, "not with $other";
}

my $status;
within(
    async sub {
        my $wheel = program('exit 5');
        $_[KERNEL]->sig_child($wheel->PID => 'over');
        $_[HEAP]{asked} = $wheel->exited;
        is await $_[HEAP]{asked}, 5 << 8, 'beside an event of the program';
        my $other = program('exit 6');
        $_[KERNEL]->sig_child($other->PID => 'over');
        await POE::Future->new_delay(scaled(0.3));
        is failure_of($other->exited),
            "exited: the status of process @{[$other->PID]} was told before|gone",
            'what events were told before';
    },
    over => sub { $status .= $_[ARG2] >> 8 });
is $status, 56, 'events';

done_testing();
