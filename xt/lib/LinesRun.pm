package LinesRun;

# Writes down which lines of a folder's modules a perl process runs: perl -MLinesRun=LOGS,FOLDER/ program.
# As PERL5OPT it is in all that are started by that one, too. For script/cover.
#
# A line goes to the process's log as soon as it is run for the first time. So those of a process that is
# killed, leaves by POSIX::_exit or becomes another program count like any other's. The log is opened
# anew each time: no descriptor is taken from tests that count them. Each process has its own, in the
# folder LOGS: tests that limit the size of files leave it room.

use strict;
use warnings;

my ($logs, $folder, $pattern);
my (%seen, @unwritten);

# Perl calls DB::DB before each statement that was compiled from here on.
sub import {
    my ($class, @place) = @_;
    ($logs, $folder) = @place;
    $pattern = qr/\A\Q$folder\E(.+\.pm)\z/;
    $^P |= 0x2 | 0x4;    # a call for each statement, none of them optimized away
    no warnings 'once';
    $DB::single = 1;
    return;
}

# Once for each line and process, and what it forks.
sub _first {
    my ($file, $line) = @_;
    $seen{$file}[$line] = 1;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT';    # what is needed here may be gone
    my ($name) = $file =~ $pattern or return;
    push @unwritten, "$name $line\n";
    local $!;
    open my $out, '>>', "$logs/$$" or return;    # no descriptor is free: with the next one
    syswrite $out, join '', splice @unwritten;
    close $out;
    return;
}

# The lines of a file that has been loaded at which statements begin.
sub statements {
    my ($file) = @_;
    no strict 'refs';
    my $lines = \@{"::_<$file"};
    no warnings 'numeric';
    return grep { defined $lines->[$_] and $lines->[$_] != 0 } 1 .. $#$lines;
}

package    # of perl
    DB;

sub DB {
    my (undef, $file, $line) = caller;
    $seen{$file}[$line] or LinesRun::_first($file, $line);
    return;
}

1;
