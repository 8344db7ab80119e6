package ManualPrograms;

# Runs what the manuals for newcomers show, all of it. A line above each block says what it is:
#     =for example [NEEDS ...]    a whole program, as ManualExamples has them; skipped without what it needs
#     =for part                   the beginning of the program that the next example completes
#     =for program NAME           a program in a file, for the transcripts that follow
#     =for shell [NEEDS ...]      a transcript: lines with "$ " are typed, all others are the answer
#     =for hunt ...               what t/manual/hunts-find-what-was-planted.t runs
# In a transcript "&" starts a program that goes on, "kill %1" ends the first of these, and "wait %1"
# waits for its end; each is followed by what that program has printed since. Ports from 4000 to 4009
# stand for free ones, /opt/poe-xs/lib/perl5 for where the modules are. "..." in what is printed stands
# for any text.

use strict;
use warnings;

use Exporter qw(import);
use File::Find;
use File::Temp qw(tempdir);
use FindBin;
use ManualExamples qw(contents missing_for);
use POETest;
use Test::More;
use Transcript;

our @EXPORT = qw(blocks_of links_lead_somewhere manual_runs manuals_with_lists_of_differences);

# [kind, its words, heading, text] of each block; kind is empty where no line says it.
sub blocks_of {
    my ($pod) = @_;
    my ($heading, $kind, $words, @blocks) = ('', '', '');
    for my $paragraph (split /\n(?:[ \t]*\n)+/, $pod) {
        if ($paragraph =~ /\A=head[1-4] +(.*)/s) { $heading = $1 =~ s/\n/ /gr }
        if ($paragraph =~ /\A=for (\w+) *(.*)/)  { ($kind, $words) = ($1, $2); next }
        if ($paragraph =~ /\A[ \t]/) {
            if ($kind eq 'more') { $blocks[-1][3] .= "\n$paragraph\n" }
            else                 { push @blocks, [ $kind, $words, $heading, "$paragraph\n" ] }
            $kind = 'more';
            next;
        }
        $kind = '';
    }
    return @blocks;
}

my %run = (
    example => \&_example, part => \&_part, program => \&_program, shell => \&_shell,
    hunt    => sub {return});

sub manual_runs {
    my ($file) = @_;
    my $state = { file => $file, parts => '', folder => tempdir(CLEANUP => 1), programs => {} };
    for my $block (blocks_of(contents($file))) {
        my ($kind, $words, $heading, $text) = @$block;
        my $indent = $text =~ /\A( +)/ ? length $1 : 0;
        $text =~ s/^ {1,$indent}//mg;
        my $run = $run{$kind};
        ok($run, "$file, $heading: the block says what it is") or diag $text;
        $run->($state, $words, "$file: $heading", $text) if $run;
    }
    is($state->{parts}, '', "$file: every part is completed");
    is_deeply($state->{programs}, {}, "$file: every program is run");
    return;
}

# ---------------------------------------------------------------------------
# Programs

sub _part {
    my ($state, $words, $title, $text) = @_;
    $state->{parts} .= $text;
    return;
}

sub _example {
    my ($state, $words, $title, $text) = @_;
    ($text, my $output) = _program_and_output($state->{parts} . $text);
    $state->{parts} = '';
    if (my @missing = missing_for($words)) { return pass("$title (without @missing)") }
    $text = "use POE;\n$text" if $text !~ /^use POE\b/m;
    my $child = run_child($text, env => { POE_EVENT_LOOP => undef });
    my $good
        = $child->{stdout} =~ pattern_of($output) && !$child->{status} && $child->{stderr} eq '';
    return ok($good, $title) || diag "$text\n", explain $child;
}

sub _program_and_output {
    my ($text) = @_;
    return ($text, "$1\n")                if $text =~ s/^# prints: (\S.*)\n\z//m;
    return ($text, $1 =~ s/^# {0,3}//mgr) if $text =~ s/^# prints:\n((?:#.*\n)+)\z//m;
    return ($text, '');
}

# ---------------------------------------------------------------------------
# Transcripts

sub _program {
    my ($state, $name, $title, $text) = @_;
    mkdir "$state->{folder}/$1" if $name =~ m{(.*)/};
    open my $out, '>', "$state->{folder}/$name" or die "$name: $!";
    print {$out} $text;
    close $out or die "$name: $!";
    return $state->{programs}{$name} = 1;
}

sub _shell {
    my ($state, $words, $title, $text) = @_;
    delete $state->{programs}{$_} for grep { $text =~ /\b\Q$_\E\b/ } keys %{ $state->{programs} };
    if (my @missing = missing_for($words)) { return pass("$title (without @missing)") }
    my $transcript = Transcript->new($state->{folder});
    return ok($transcript->perform($text), $title) || diag $transcript->told;
}

# ---------------------------------------------------------------------------
# Other manuals

# Those whose DIFFERENCES FROM POE is a list; what it says belongs to a public package then.
sub manuals_with_lists_of_differences {
    my @found;
    my $lib  = "$FindBin::Bin/../../lib";
    my $look = sub {
        return if !/\.(?:pod|pm)\z/;
        my $file = substr $_, 1 + length $lib;
        push @found, $file
            if contents($file) =~ /^=head1 DIFFERENCES FROM POE\n(?:(?!=head1).*\n)*?=item/m;
    };
    find({ wanted => $look, no_chdir => 1 }, $lib);
    return sort @found;
}

# ---------------------------------------------------------------------------
# Links

# Each link to a manual of POE leads to one that is here, and to a heading that it has.
sub links_lead_somewhere {
    my ($file) = @_;
    my $pod = contents($file);
    my %wrong;
    while ($pod =~ m{L<(?:[^<>|]*\|)?(POE(?:::\w+)*)(?:/"?([^<>"]+)"?)?>}g) {
        my ($module, $heading) = ($1, $2);
        $heading =~ s/\s+/ /g if defined $heading;
        my ($there) = grep { -e "$FindBin::Bin/../../lib/$_" }
            map { $module =~ s{::}{/}gr . $_ } qw(.pod .pm);
        $wrong{$module} = 1 if !$there;
        $wrong{"$module/$heading"} = 1
            if $there && defined $heading && contents($there) !~ /^=(?:head\d|item) +\Q$heading\E/m;
    }
    return is_deeply([ sort keys %wrong ], [], "$file: links lead somewhere");
}

1;
