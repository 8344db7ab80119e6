#!/usr/bin/perl
# Watches several log files at once. Each file has a session with a FollowTail wheel, which posts what
# has been written to the one session that displays everything.

use strict;
use warnings;

use Getopt::Long;
use POE qw(Wheel::FollowTail);

my $usage = <<"TEXT";
usage: $0 [--alert PATTERN] [--all] [--poll SECONDS] [--summary SECONDS] FILE ...

Shows lines as they are written to the files, each with the time and the name of its file. Files may be
missing yet, be replaced, or shrink. Ctrl-C or TERM ends it, with a summary.

  --alert PATTERN     marks lines that match; without it: error, fail or panic
  --all               begins with what the files already have
  --poll SECONDS      how often to look, where the system does not tell: 0.5
  --summary SECONDS   sums up that often
TEXT

my %option = (alert => 'error|fail|panic', poll => 0.5);
GetOptions(\%option, 'alert=s', 'all', 'poll=f', 'summary=f') or die $usage;
my @files = @ARGV or die $usage;
my $alert = qr/$option{alert}/i;
$| = 1;

# ---------------------------------------------------------------------------
# The display

POE::Session->create(
    inline_states => {
        _start  => \&open_display,
        line    => \&show_line,
        note    => sub { show(' ', @_[ ARG0, ARG1 ]) },
        summary => \&show_summary,
        end     => \&close_display,
    },
);

sub open_display {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    %$heap = (lines => {}, alerts => 0);
    $kernel->alias_set('display');
    $kernel->sig($_ => 'end') for qw(INT TERM);
    $kernel->delay(summary => $option{summary}) if $option{summary};
    watch($_) for @files;
    print 'watching ', scalar @files, " files\n";
}

sub show_line {
    my ($heap, $name, $text) = @_[ HEAP, ARG0, ARG1 ];
    my $mark = $text =~ $alert ? '!' : ' ';
    $heap->{alerts}++ if $mark eq '!';
    $heap->{lines}{$name}++;
    return show($mark, $name, $text);
}

sub show {
    my ($mark, $name, $text)     = @_;
    my ($second, $minute, $hour) = localtime;
    return printf "%02d:%02d:%02d %s %-12s %s\n", $hour, $minute, $second, $mark, $name, $text;
}

sub show_summary {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $lines = $heap->{lines};
    print '-- ', join(', ', map {"$_: $lines->{$_}"} sort keys %$lines),
        " lines; $heap->{alerts} alerts\n";
    $kernel->delay(summary => $option{summary}) if $option{summary};
}

# Once this session has ended nobody waits for lines: the others are its children, told by a signal.
sub close_display {
    my ($kernel, $session) = @_[ KERNEL, SESSION ];
    delete $option{summary};
    $kernel->delay('summary');
    $kernel->signal($session, 'CLOSE');
    $kernel->yield('summary');
    $kernel->alias_remove('display');
    $kernel->sig($_) for qw(INT TERM);
    return $kernel->sig_handled;
}

# ---------------------------------------------------------------------------
# A session for each file

sub watch {
    my ($file) = @_;
    POE::Session->create(
        heap          => { file => $file, name => $file =~ s{.*/}{}r },
        inline_states => {
            _start => \&follow,
            line   => sub { $_[KERNEL]->post(display => line => $_[HEAP]{name}, $_[ARG0]) },
            reset  => sub { note(@_, '(begins anew)') },
            failed => sub { note(@_, "($_[ARG0]: $_[ARG2])"); delete $_[HEAP]{tail} },
            close  => sub { delete $_[HEAP]{tail} },
        },
    );
}

sub follow {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->sig(CLOSE => 'close');
    $heap->{tail} = POE::Wheel::FollowTail->new(
        Filename     => $heap->{file},
        PollInterval => $option{poll},
        InputEvent   => 'line',
        ResetEvent   => 'reset',
        ErrorEvent   => 'failed',
        $option{all} ? (Seek => 0) : (SeekBack => 0),
    );
}

sub note { return $_[KERNEL]->post(display => note => $_[HEAP]{name}, $_[-1]) }

POE::Kernel->run;
print "stopped\n";
