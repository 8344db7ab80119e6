# wheels.pl SEED: wheels that read and write one end of a pair of sockets, while the other end is fed, drained
# and closed, filters and events change, and input is paused, as the dice tell: one thing each time that
# all has come to rest, and sometimes another from within a handler.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Handle;
use POE    qw(Driver::SysRW Filter::Block Filter::Line Filter::Stream Wheel::ReadWrite);
use Socket qw(AF_UNIX PF_UNSPEC SHUT_WR SOCK_STREAM);
use Twins  qw(begin chance one reason roll seconds shown told);

my $wheels = 12;
my $steps  = 40;
my $rest   = seconds(0.004);    # seconds
my ($wheel, $peer, $has_marks, $within);
my @handlers = qw(input other_input flushed error high low);

sub octets {
    return join '', map { one('a', 'b', "\n", "\r\n", '3', 'xyz' x 5, "\0") } 0 .. roll(10);
}

sub filter {
    return one(
        sub { POE::Filter::Line->new },
        sub { POE::Filter::Line->new(Literal => "\n") },
        sub { POE::Filter::Block->new(BlockSize => 1 + roll(6)) },
        sub { POE::Filter::Block->new },
        sub { POE::Filter::Stream->new },
    )->();
}

sub drained {
    my $all = '';
    1 while sysread $peer, $all, 65_536, length $all;
    return (length $all, shown($all));
}

# Much output stays below what the socket takes at once: when it takes the rest is the system's affair.
my %step = ((
        map { (
            "put $_" => sub {
                $wheel->put(map { octets() } 0 .. roll(4));
            }
        ) } 1 .. 3
    ),
    put_much => sub { chance(3) ? $wheel->put('y' x (200 * roll(20))) : () },
    (map { ("feed $_"  => sub { syswrite $peer, octets() if $peer; return }) } 1 .. 3),
    (map { ("drain $_" => sub { return $peer ? drained() : () }) } 1 .. 2),
    pause   => sub { $wheel->pause_input;  return },
    resume  => sub { $wheel->resume_input; return },
    again   => sub { $wheel->resume_input; return },
    octets  => sub { return ($wheel->get_driver_out_octets, $wheel->get_driver_out_messages) },
    flush   => sub { $wheel->flush; return },
    filter  => sub { $wheel->set_filter(filter())        if chance(3); return },
    input   => sub { $wheel->set_input_filter(filter())  if chance(3); return },
    output  => sub { $wheel->set_output_filter(filter()) if chance(3); return },
    filters => sub {
        my $in = $wheel->get_input_filter;
        return (ref $in, ref $wheel->get_output_filter, shown($in->get_pending));
    },
    event => sub {
        $wheel->event(
            @{
                one(
                    [ InputEvent   => one('input', 'other_input', undef) ],
                    [ FlushedEvent => one('flushed', undef) ],
                    [ ErrorEvent   => one('error', undef) ]) });
        return;
    },
    marks => sub {
        return if !$has_marks;
        $wheel->set_high_mark(one(100, 5, 5000));
        $wheel->set_low_mark(one(50, 1, 3));
        return;
    },
    shutdown => sub {
        my $end = one('input', 'output');
        $wheel->can("shutdown_$end")->($wheel) if chance(12);
        return;
    },
    close_peer  => sub { chance(20) ? undef $peer : (); return },
    end_of_peer => sub { shutdown $peer, SHUT_WR if $peer && chance(20); return },
    drop        => sub { undef $wheel            if chance(25);          return },
);
my @steps = sort keys %step;

sub step {
    my $name = one(@steps);
    return if !$wheel;
    my @gave = eval { $step{$name}->() };
    told($within, $name, $@ ? 'died of ' . reason($@) : map { $_ // 'undef' } @gave);
    return;
}

# Events end in the wheel's ID, which is another with each wheel.
sub handler {
    my ($event, @args) = @_[ STATE, ARG0 .. ARG3 ];
    pop @args while @args && !defined $args[-1];
    pop @args;
    told($event, shown(@args));
    return if $within || !chance(4);
    $within = " in $event:";
    step();
    $within = '';
    return;
}

sub new_wheel {
    socketpair my $mine, $peer, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
    $peer->blocking(0);
    $has_marks = chance(3);
    return POE::Wheel::ReadWrite->new(
        Handle => $mine,
        Driver => POE::Driver::SysRW->new(chance(2) ? (BlockSize => 1 + roll(64)) : ()),
        (chance(3) ? (InputFilter => filter(), OutputFilter => filter()) : (Filter => filter())),
        InputEvent   => 'input',
        FlushedEvent => 'flushed',
        ErrorEvent   => 'error',
        (
            $has_marks
            ? (HighMark => 200, LowMark => 20, HighEvent => 'high', LowEvent => 'low')
            : ()
        ),
    );
}

sub try_wheel {
    my $left = $steps;
    $within = '';
    told('a wheel');
    POE::Session->create(
        inline_states => {
            _start => sub { $wheel = new_wheel(); $_[KERNEL]->delay(tick => $rest) },
            tick   => sub {
                step();
                $_[KERNEL]->delay(tick => $rest) if $wheel && $left--;
                undef $wheel                     if $left < 0;
            },
            map { ($_ => \&handler) } @handlers,
        },
    );
    POE::Kernel->run;
    return;
}

begin($ARGV[0]);
$SIG{PIPE} = 'IGNORE';
try_wheel() for 1 .. $wheels;
