# runs.pl SEED: child programs of every kind that do what they are told on their input, and are paused, killed,
# cut off and forgotten, as the dice tell: one thing each time that they had time to do what was asked
# before. What comes out of a process in between comes in no order, and is told in that of the alphabet.
#
# Left out, of processes that run code: one made before run was ever called, since upstream's says so when it exits;
# and one that closes its output, since upstream's has another copy of it, and the end is not seen.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POE   qw(Filter::Block Filter::Line Filter::Stream Wheel::Run);
use Twins qw(begin chance one reason roll seconds shown told);

my $runs  = 4;
my $steps = 14;
my $rest  = seconds(0.06);    # seconds
my ($wheel, @heard);

# The child: each line is an order.
my $obey = <<'PROGRAM';
    $SIG{TERM} = 'IGNORE' if "@ARGV" =~ /stubborn/;
    $| = 1;
    while (defined(my $line = <STDIN>)) {
        my ($what, $more) = split ' ', $line, 2;
        $more = '' if !defined $more;
        syswrite STDOUT, $more   if $what eq 'out';
        syswrite STDERR, $more   if $what eq 'err';
        close STDOUT             if $what eq 'close_out' && !$main::is_code;
        close STDERR             if $what eq 'close_err' && !$main::is_code;
        exit $more               if $what eq 'exit';
        die "on purpose\n"       if $what eq 'die';
        exec 'echo', 'replaced'  if $what eq 'exec';
        syswrite STDOUT, "@ARGV\n" if $what eq 'arguments';
    }
PROGRAM

sub words {
    return join ' ', map { one('a', 'bc', 'd' x 30, "\xE9", '') } 1 .. roll(6);
}

sub order {
    return one(
        sub { 'out ' . words() }, sub { 'out ' . words() }, sub { 'err ' . words() },
        sub {'arguments'}, sub { chance(4) ? 'exit ' . roll(4) : 'none' },
        sub { chance(8) ? one('close_out', 'close_err', 'die', 'exec') : 'none' },
    )->();
}

my %step = ((
        map { (
            "put $_" => sub {
                return $wheel->put(order());
            }
        ) } 1 .. 4
    ),
    pause_stdout   => sub { return $wheel->pause_stdout },
    resume_stdout  => sub { return $wheel->resume_stdout },
    pause_stderr   => sub { return $wheel->pause_stderr },
    resume_stderr  => sub { return $wheel->resume_stderr },
    shutdown_stdin => sub { $wheel->shutdown_stdin if chance(4); return },
    octets       => sub { return ($wheel->get_driver_out_octets, $wheel->get_driver_out_messages) },
    kill         => sub { return chance(4) ? $wheel->kill : $wheel->kill(0) },
    kill_by_name => sub { return chance(4) ? $wheel->kill(one(qw(KILL USR1 TERM))) : () },
    filters      => sub {
        return map { ref $wheel->can("get_${_}_filter")->($wheel) } qw(stdin stdout stderr);
    },
    drop => sub { undef $wheel if chance(12); return },
);
my @steps = sort keys %step;

sub filter {
    return one(
        [], [],
        [ StdoutFilter => POE::Filter::Line->new ],
        [ StdoutFilter => POE::Filter::Block->new(BlockSize => 4) ],
        [ StderrFilter => POE::Filter::Line->new(Literal => ' ') ],
    )->@*;
}

sub program {
    my @arguments = map { one('a', 'b c', 'stubborn', '$HOME', '') } 1 .. roll(4);
    my $code      = sub {
        our $is_code = 1;
        local @ARGV = @_;
        eval "$obey; 1" or die $@;  ## no critic (StringyEval: the same text as is given to perl -e)
    };
    return one(
        [ Program => $code, ProgramArgs => \@arguments ],
        [ Program => [ $^X, '-e', $obey, '--', @arguments ] ],
        [ Program => [ $^X, '-e', $obey ], ProgramArgs => [ '--', @arguments ] ],
        [ Program => 'while read line; do echo "$line"; done' ],
        [ Program => 'cat' ],
    )->@*;
}

sub new_wheel {
    my ($kernel) = @_;
    my @events   = map { ("${_}Event" => lc) } 'Stdin', 'Error', 'Close',
        grep { !chance(6) } 'Stdout', 'Stderr';
    my @conduit = chance(4) ? (Conduit => one('pipe', 'socketpair', 'inet', 'pty-pipe')) : ();
    my $new     = POE::Wheel::Run->new(program(), filter(), @events, @conduit);
    $kernel->sig_child($new->PID, 'ended', 'watched');
    return $new;
}

sub heard {
    my ($event, @args) = @_[ STATE, ARG0 .. $#_ ];
    my $id = $event eq 'error' ? splice @args, 3, 1 : pop @args;
    push @heard, join ' ', $event, shown(@args);
    return;
}

sub ended {
    my ($heap, $status, @more) = @_[ HEAP, ARG2 .. $#_ ];
    $heap->{left} = 3 if $heap->{left} > 3;
    push @heard, join ' ', 'ended', shown($status, @more);
    return;
}

sub tick {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    told($_) for sort @heard;
    @heard = ();
    if ($heap->{left}-- <= 0 || !$wheel) {
        return undef $wheel  if $heap->{over}++;
        $wheel->kill('KILL') if $wheel;
        return $kernel->delay(tick => $rest);
    }
    my $step = one(@steps);
    my @gave = eval { $step{$step}->() };
    told($step, $@ ? 'died of ' . reason($@) : shown(@gave));
    $kernel->delay(tick => $rest);
    return;
}

begin($ARGV[0]);
open STDERR, '>', '/dev/null' or die "/dev/null: $!";    # of programs whose errors nobody reads
$SIG{PIPE} = 'IGNORE';
POE::Kernel->run;
for (1 .. $runs) {
    told('a run');
    POE::Session->create(
        heap          => { left => $steps },
        inline_states => {
            _start => sub { $wheel = new_wheel($_[KERNEL]); $_[KERNEL]->delay(tick => 2 * $rest) },
            tick   => \&tick,
            ended  => \&ended,
            _stop  => sub { told('stopped') },
            map { ($_ => \&heard) } qw(stdin stdout stderr error close),
        },
    );
    POE::Kernel->run;
    undef $wheel;
}
