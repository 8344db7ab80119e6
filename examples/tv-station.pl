#!/usr/bin/perl
# A TV station. The Scheduler keeps the list of programmes: an alarm for each, known by its ID, so that each
# can be moved or dropped while others wait. The Player puts on the air what it is told, until it is
# over. They know each other by name only; a third session reads what the director types.

use strict;
use warnings;

use POE         qw(Wheel::ReadWrite);
use POSIX       qw(mktime);
use Time::HiRes qw(time);

my $usage = <<"TEXT";
usage: $0 [SCHEDULE]

Plays the programmes of a file, one a line: when, for how many seconds, and the title.

  20:00:00 900 The news        today, or tomorrow if that has passed
  +5 2.5 A short film          in five seconds

Standard input takes commands while it runs: "add WHEN SECONDS TITLE", "move NUMBER SECONDS" (later, or
earlier when negative), "drop NUMBER", "list", "quit". Ctrl-C or TERM ends it as well.
TEXT

die $usage if @ARGV > 1 or @ARGV && $ARGV[0] =~ /\A-/;
my $file = shift;
$| = 1;

# ---------------------------------------------------------------------------
# The player

POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('player'); $_[KERNEL]->yield('over') },
        play   => \&play,
        over   => sub { print "on the air: test card\n" },
        off    => \&switch_off,
    },
);

# There is only one delay of a name: what begins now takes the place of what was on.
sub play {
    my ($kernel, $title, $seconds) = @_[ KERNEL, ARG0, ARG1 ];
    print "on the air: $title\n";
    $kernel->delay(over => $seconds);
}

sub switch_off {
    $_[KERNEL]->delay('over');
    $_[KERNEL]->alias_remove('player');
    print "off the air\n";
}

# ---------------------------------------------------------------------------
# The scheduler

POE::Session->create(
    args          => [ lines_of($file) ],
    inline_states => {
        _start => \&open_station,
        add    => \&add,
        begin  => \&begin,
        move   => \&move,
        drop   => \&drop,
        list   => \&list,
        quit   => \&close_station,
    },
);

sub lines_of {
    my ($name) = @_;
    return if !defined $name;
    open my $in, '<', $name or die "$name: $!\n";
    return grep { /\S/ && !/\A\s*#/ } map {s/\s+\z//r} <$in>;
}

sub open_station {
    my ($kernel, $heap, @lines) = @_[ KERNEL, HEAP, ARG0 .. $#_ ];
    %$heap = (numbers => 0, alarm_of => {}, due => {}, title => {});
    $kernel->alias_set('scheduler');
    $kernel->sig($_ => 'quit') for qw(INT TERM);
    $kernel->yield(add => $_)  for @lines;
}

sub add {
    my ($kernel, $heap, $line)   = @_[ KERNEL, HEAP, ARG0 ];
    my ($when, $seconds, $title) = $line =~ /\A(\S+)\s+(\d+(?:\.\d+)?)\s+(.+)/;
    my $due = defined $when ? time_of($when) : undef;
    return print "not understood: $line\n" if !defined $due;
    my $number = ++$heap->{numbers};
    $heap->{title}{$number}    = $title;
    $heap->{due}{$number}      = $due;
    $heap->{alarm_of}{$number} = $kernel->alarm_set(begin => $due, $number, $seconds);
    print "$number: $title\n";
}

# Seconds since the epoch of "+5" or "20:15" or "20:15:30".
sub time_of {
    my ($text) = @_;
    return time + $1 if $text =~ /\A\+(\d*\.?\d+)\z/;
    my ($hour, $minute, $second) = $text =~ /\A(\d\d?):(\d\d)(?::(\d\d))?\z/ or return;
    my (undef, undef, undef, $day, $month, $year) = localtime;
    my $due = mktime($second // 0, $minute, $hour, $day, $month, $year, 0, 0, -1);
    return $due if $due >= time;
    return mktime($second // 0, $minute, $hour, $day + 1, $month, $year, 0, 0, -1);
}

sub begin {
    my ($kernel, $heap, $number, $seconds) = @_[ KERNEL, HEAP, ARG0, ARG1 ];
    my $title = forget($heap, $number);
    $kernel->post(player => play => $title, $seconds);
}

sub forget {
    my ($heap, $number) = @_;
    delete $heap->{$_}{$number} for qw(alarm_of due);
    return delete $heap->{title}{$number};
}

sub move {
    my ($kernel, $heap, $line) = @_[ KERNEL, HEAP, ARG0 ];
    my ($number, $seconds) = $line =~ /\A(\d+)\s+([-+]?\d*\.?\d+)\z/;
    my $alarm = $heap->{alarm_of}{ $number // '' } or return print "nothing to move: $line\n";
    $heap->{due}{$number} = $kernel->alarm_adjust($alarm, $seconds);
    print "$number: moved\n";
}

sub drop {
    my ($kernel, $heap, $number) = @_[ KERNEL, HEAP, ARG0 ];
    my $alarm = $heap->{alarm_of}{$number} or return print "nothing to drop: $number\n";
    $kernel->alarm_remove($alarm);
    print "$number: ", forget($heap, $number), " is dropped\n";
}

sub list {
    my $heap = $_[HEAP];
    my $due  = $heap->{due};
    print "nothing is planned\n" if !%$due;
    for my $number (sort { $due->{$a} <=> $due->{$b} } keys %$due) {
        printf "%s: %s in %.1f s\n", $number, $heap->{title}{$number}, $due->{$number} - time;
    }
}

sub close_station {
    my $kernel = $_[KERNEL];
    $kernel->alarm_remove_all;
    $kernel->alias_remove('scheduler');
    $kernel->sig($_) for qw(INT TERM);
    $kernel->post(player   => 'off');
    $kernel->post(director => 'go_home');
    $kernel->sig_handled;
}

# ---------------------------------------------------------------------------
# The director

POE::Session->create(
    inline_states => {
        _start  => \&sit_down,
        typed   => \&typed,
        go_home => sub { $_[KERNEL]->alias_remove('director'); delete $_[HEAP]{keyboard} },
    },
);

# The station goes on when the input has ended: the wheel still holds its output.
sub sit_down {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->alias_set('director');
    $heap->{keyboard} = POE::Wheel::ReadWrite->new(
        InputHandle  => \*STDIN,
        OutputHandle => \*STDOUT,
        InputEvent   => 'typed',
    );
}

sub typed {
    my ($kernel, $line)  = @_[ KERNEL, ARG0 ];
    my ($command, $rest) = $line =~ /\A\s*(add|move|drop|list|quit)\b\s*(.*?)\s*\z/;
    return print "add, move, drop, list or quit?\n" if !$command;
    $kernel->post(scheduler => $command => $rest);
}

POE::Kernel->run;
