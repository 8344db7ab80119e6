#!/usr/bin/perl
# Keeps programs running. Each has a session with a Wheel::Run; when it ends it is started again, after
# a pause that doubles each time unless it has run for long enough.

use strict;
use warnings;

use Getopt::Long;
use POE         qw(Filter::Line Wheel::Run);
use Time::HiRes qw(time);

my $usage = <<"TEXT";
usage: $0 [--first SECONDS] [--longest SECONDS] [--stable SECONDS] [--grace SECONDS] NAME=COMMAND ...

Runs each COMMAND, shows what it says behind its NAME, and starts it again when it ends. Ctrl-C or TERM
asks all to end, and kills those that do not.

  --first SECONDS     the pause before the first start again: 1
  --longest SECONDS   pauses double until they reach this: 60
  --stable SECONDS    who ran for as long as this is started again after the first pause: 10
  --grace SECONDS     how long programs may take to end: 5
TEXT

my %option = (first => 1, longest => 60, stable => 10, grace => 5);
GetOptions(\%option, qw(first=f longest=f stable=f grace=f)) or die $usage;
my %command;
for (@ARGV) {
    my ($name, $line) = /\A([\w-]+)=(.+)\z/ or die $usage;
    $command{$name} = $line;
}
die $usage if !%command;
$| = 1;

sub note { return printf "%-10s %s\n", @_ }

# ---------------------------------------------------------------------------
# The session that hears the signals; the keepers are its children

POE::Session->create(
    inline_states => {
        _start => sub {
            my $kernel = $_[KERNEL];
            $kernel->sig($_ => 'end') for qw(INT TERM);
            keep($_, $command{$_}) for sort keys %command;
        },
        end => sub {
            my ($kernel, $session, $signal) = @_[ KERNEL, SESSION, ARG0 ];
            note('--', "$signal: asking all to end");
            $kernel->signal($session, 'FINISH');
            $kernel->sig($_) for qw(INT TERM);
            $kernel->sig_handled;
        },
        _child => sub { },
    },
);

# ---------------------------------------------------------------------------
# A keeper for each program

sub keep {
    my ($name, $line) = @_;
    POE::Session->create(
        heap          => { name => $name, command => $line, pause => $option{first} },
        inline_states => {
            _start => sub { $_[KERNEL]->sig(FINISH => 'finish'); $_[KERNEL]->yield('start') },
            start  => \&start,
            said   => sub { note($_[HEAP]{name}, "| $_[ARG0]") },
            closed => \&closed,
            ended  => \&ended,
            over   => \&over,
            finish => \&finish,
            kill   => sub { note($_[HEAP]{name}, 'is killed'); kill KILL => -$_[HEAP]{pid} },
        },
    );
}

# A child that runs a shell's line leads a process group, so signals to the group reach all of it.
sub start {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $heap->{wheel} = POE::Wheel::Run->new(
        Program      => $heap->{command},
        NoStdin      => 1,
        StdoutEvent  => 'said',
        StderrEvent  => 'said',
        CloseEvent   => 'closed',
        StdioFilter  => POE::Filter::Line->new(Literal => "\n"),
        StderrFilter => POE::Filter::Line->new(Literal => "\n"),
    );
    $heap->{pid}   = $heap->{wheel}->PID;
    $heap->{since} = time;
    $kernel->sig_child($heap->{pid} => 'ended');
    note($heap->{name}, "started, process $heap->{pid}");
}

# Its end and the end of what it says come in either order. If something that it has left behind holds
# its output open, nobody waits for that.
sub ended {
    my ($kernel, $heap, $status) = @_[ KERNEL, HEAP, ARG2 ];
    $heap->{status} = $status;
    $kernel->delay(over => $heap->{closed} ? 0 : 1);
}

sub closed {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $heap->{closed} = 1;
    $kernel->delay(over => 0) if defined $heap->{status};
}

sub over {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $status = $heap->{status};
    my $how    = $status & 127 ? 'signal ' . ($status & 127) : 'status ' . ($status >> 8);
    delete @$heap{qw(wheel pid status closed)};
    $kernel->delay('kill');
    return note($heap->{name}, "ended with $how") if $heap->{finishing};
    $heap->{pause} = $option{first}               if time - $heap->{since} >= $option{stable};
    note($heap->{name}, "ended with $how; again in $heap->{pause} s");
    $kernel->delay(start => $heap->{pause});
    $heap->{pause} *= 2;
    $heap->{pause} = $option{longest} if $heap->{pause} > $option{longest};
}

sub finish {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $heap->{finishing} = 1;
    $kernel->delay('start');
    return if !$heap->{pid};
    kill TERM => -$heap->{pid};
    $kernel->delay(kill => $option{grace});
}

POE::Kernel->run;
print "all have ended\n";
