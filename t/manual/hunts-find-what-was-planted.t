use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples qw(contents);
use POETest;
use Test::More;

# The hunts of the manual: a verbatim block below "=for hunt FILE" is a program, and those below "=for hunt answer" are
# what poe-top answers to it, however the times and numbers are; "..." stands for any text within a line, and for any
# lines where it is alone.

plan skip_all => 'poe-top is ours alone' if is_upstream();

my $patience = scaled(15);
my $folder   = tempdir(CLEANUP => 1);
my @inc      = map {"-I$_"} grep { !ref } @INC;
my $top      = "$FindBin::Bin/../../bin/poe-top";
chmod oct 700, $folder or die "$folder: $!";
chdir $folder          or die "$folder: $!";
@ENV{qw(POE_PROBE POE_PROBE_DIR COLUMNS LC_ALL)} = (1, $folder, 160, 'C.UTF-8');

# Of numbers only that there is one, but for those of lines; no more than one space, and no marks of columns.
sub alike {
    my ($text) = @_;
    $text        =~ s/[^\n -~]+//g;
    $text        =~ s/(?<![:\w.])\d[\d.]*(?:k|M|G|ns|us|ms|s|m|h|min|%)?(?:\d+s)?(?![\w.])/#/g;
    $text        =~ s/ +/ /g;
    return $text =~ s/^ | $//mgr;
}

sub pattern_of {
    my ($answer) = @_;
    my $text = join '', map { $_ eq "...\n" ? '(?:.*\n)*' : line_pattern($_) } split /^/,
        alike($answer);
    return qr/\A$text/;
}

sub line_pattern {
    my ($line) = @_;
    return join '.*', map {quotemeta} split / ?[.]{3} ?/, $line, -1;
}

sub answer_to {
    my ($command) = @_;
    my ($name, @arguments) = $command =~ /'[^']*'|\S+/g;
    die "the manual says $command\n" if $name ne 'poe-top';
    my $quoted = join ' ', map {"'$_'"} @inc, $top, map {s/'//gr} @arguments;
    return scalar `$^X $quoted 2>&1 </dev/null`;
}

# It may take a while until a program has done what is wrong with it.
sub is_answered {
    my ($where, $block)    = @_;
    my ($command, $answer) = $block =~ /\A\$ ([^\n]+)\n(.+)\z/s or die "no command: $block";
    my $pattern = pattern_of($answer);
    my $end     = time + $patience;
    my $said;
    do { $said = answer_to($command) } until alike($said) =~ $pattern || time > $end;
    like alike($said), $pattern, "$where: $command" or diag $said;
    return;
}

sub start {
    my ($file, $program) = @_;
    open my $out, '>', $file or die "$file: $!";
    print {$out} $program;
    close $out or die "$file: $!";
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    open STDOUT, '>', '/dev/null' or die "/dev/null: $!";
    exec $^X, @inc, $file         or die "exec: $!";
}

sub end {
    my ($pid) = @_;
    kill KILL => $pid;
    waitpid $pid, 0;
    unlink glob "$folder/*.sock";
    return;
}

my $pod = contents('POE/Manual/Watching.pod');
my ($pid, $where, $hunts) = (0, '', 0);
while ($pod =~ /^=for hunt (\S+)\n\n((?:(?: .*)?\n)+)/mg) {
    my ($what, $block) = ($1, $2);
    $block =~ s/^ {4}//mg;
    $block =~ s/\s*\z/\n/;
    if ($what eq 'answer') { is_answered($where, $block); next }
    end($pid) if $pid;
    ($pid, $where) = (start($what, $block), $what);
    $hunts++;
}
end($pid) if $pid;
is $hunts, 3, 'three hunts';
done_testing;
