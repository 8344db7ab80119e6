#!/usr/bin/perl
# A notebook with reminders, for a terminal. Notes are typed with all comfort of a line editor: history
# (C-p), completion of commands (TAB), search (C-r). Reminders appear above the line that is being
# typed. Type "help" to begin with, C-d to end.

use strict;
use warnings;

use POE qw(Wheel::ReadLine);

my %commands = (
    help   => [ \&help, 'tells this' ],
    list   => [ \&list, 'shows all notes' ],
    note   => [ \&note, 'TEXT: keeps a note' ],
    remind => [ \&remind, 'SECONDS TEXT: shows the text later' ],
    quit   => [ \&quit, 'ends this' ],
);

POE::Session->create(
    heap          => { notes  => [] },
    inline_states => { _start => \&start, typed => \&typed, reminder => \&reminder },
);
POE::Kernel->run;

sub start {
    my $heap  = $_[HEAP];
    my $wheel = $heap->{wheel} = POE::Wheel::ReadLine->new(
        InputEvent => 'typed',
        PutMode    => 'immediate',
        AppName    => 'notebook',
    );
    $wheel->attribs->{completion_function} = \&completions;
    $wheel->get('notes> ');
}

# Commands are completed where they stand: at the beginning of the line.
sub completions {
    my ($word, $line, $cursor) = @_;
    return $cursor == length $word ? sort keys %commands : ();
}

sub typed {
    my ($kernel, $heap, $line) = @_[ KERNEL, HEAP, ARG0 ];
    return quit($kernel, $heap) if !defined $line;
    my ($command, $text) = $line =~ /^\s*(\w+)\s*(.*)/;
    if (defined $command) {
        $heap->{wheel}->add_history($line);
        my $known = $commands{$command};
        if   ($known) { $known->[0]->($kernel, $heap, $text) }
        else          { $heap->{wheel}->put("What is $command? Type help.") }
    }
    $heap->{wheel}->get if $heap->{wheel};
}

sub help {
    my ($kernel, $heap) = @_;
    $heap->{wheel}->put(map { sprintf '%-7s %s', $_, $commands{$_}[1] } sort keys %commands);
}

sub list {
    my ($kernel, $heap) = @_;
    my $number = 0;
    $heap->{wheel}->put(map { ++$number . ". $_" } @{ $heap->{notes} });
}

sub note {
    my ($kernel, $heap, $text) = @_;
    push @{ $heap->{notes} }, $text if length $text;
}

sub remind {
    my ($kernel, $heap, $text) = @_;
    my ($seconds, $what) = $text =~ /^([\d.]+)\s+(.+)/
        or return $heap->{wheel}->put('remind SECONDS TEXT');
    $kernel->delay_set(reminder => $seconds, $what);
}

sub reminder {
    my ($heap, $what) = @_[ HEAP, ARG0 ];
    $heap->{wheel}->put("*** $what") if $heap->{wheel};
}

sub quit {
    my ($kernel, $heap) = @_;
    $kernel->alarm_remove_all;
    delete $heap->{wheel};
}
