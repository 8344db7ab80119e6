use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Terminal;
use Test::More;

# A verbatim block below a line "=for terminal" is a whole program for a terminal. It ends with
# comments that tell which keys are typed and what the screen then shows. Programs without keys are
# examples as elsewhere.

plan skip_all => 'for the manuals of this distribution' if is_upstream();
my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

# [heading, program, keys, screen] of each.
sub sessions_in {
    my ($pod) = @_;
    my ($heading, @sessions) = ('');
    while ($pod =~ /^=head[12] (.+)$|^=for terminal\n\n((?:(?: .*)?\n)+)/mg) {
        if (defined $1) { $heading = $1; next }
        my $block = $2 =~ s/^ {1,4}//mgr;
        $block =~ s/^# typed: (.*)\n# shows:\n((?:#.*\n)+)\s*\z//m or die "$heading: no keys";
        my ($keys, $screen) = ($1, $2);
        push @sessions, [ $heading, $block, $keys, $screen =~ s/^# {0,3}//mgr ];
    }
    return @sessions;
}

my %byte = (r => "\r", t => "\t", e => "\e");

sub bytes_of {
    my ($keys) = @_;
    return $keys =~ s{\\(?:c(.)|x([[:xdigit:]]{2})|(.))}
        {defined $1 ? chr(ord($1) & 31) : defined $2 ? chr hex $2 : $byte{$3}}ger;
}

sub runs {
    my ($file, $wheel, $terminal, $session) = @_;
    my ($heading, $program, $keys, $screen) = @$session;
    my $uses = $program =~ /^use POE\b/m ? '' : "use POE qw(Wheel::$wheel);\n";
    my $run  = Terminal->start($uses . $program, term => $terminal);
    $run->comes_to(sub { $run->is_raw && $run->screen ne '' }, "$file: $heading begins");
    $run->type(bytes_of($keys));
    $run->comes_to(sub { $run->screen eq $screen }, "$file: $heading shows what it should")
        or diag $screen;
    is $run->ends, 0, 'it ends';
    is $run->errors, '', 'without complaints';
    return;
}

sub check {
    my ($wheel, $terminal) = @_;
    my $file     = "POE/Wheel/$wheel.pod";
    my @sessions = sessions_in(contents($file));
    ok @sessions > 0, "$file has examples";
    runs($file, $wheel, $terminal, $_) for @sessions;
    return;
}

check('ReadLine');
examples_run('POE/Wheel/ReadLine/Keymap.pm');

SKIP: {
    my $without = Terminal::missing('Curses') || Terminal::missing_terminal('vt100');
    skip $without, 1 if $without;
    check('Curses', 'vt100');
}

done_testing;
