package ManualExamples;

# The examples of the manuals. A verbatim block below a line "=for example [NEEDS ...]" is a whole program, skipped
# without what it needs; "use POE;" is put in front unless it loads POE itself. It ends with a comment that tells its output,
#     # prints: one line
# or
#     # prints:
#     #   several
#     #   lines
# where "..." stands for any text. A program without that comment prints nothing.

use strict;
use warnings;

use Exporter qw(import);
use File::Find;
use FindBin;
use POETest;
use RealProgram qw(have);
use Test::More;

our @EXPORT = qw(contents examples_in examples_run manuals_below missing_for);

my $lib = "$FindBin::Bin/../../lib";

# Files below lib that have examples, by their path there.
sub manuals_below {
    my ($folder) = @_;
    my @found;
    my $look = sub { push @found, substr $_, 1 + length $lib if /\.(?:pod|pm)\z/ };
    find({ wanted => $look, no_chdir => 1 }, "$lib/$folder");
    return sort grep { contents($_) =~ /^=for example\b/m } @found;
}

sub contents {
    my ($file) = @_;
    open my $in, '<:encoding(UTF-8)', "$lib/$file" or die "$file: $!";
    local $/;
    return scalar <$in>;
}

# [heading, program, output, needs] of each.
sub examples_in {
    my ($pod) = @_;
    my ($heading, @examples) = ('');
    while ($pod =~ /^=head[12] (.+)$|^=for example *(.*)\n\n((?:(?: .*)?\n)+)/mg) {
        if (defined $1) { $heading = $1; next }
        my $needs = $2;
        push @examples, [ $heading, _program_and_output($3), $needs ];
    }
    return @examples;
}

sub _program_and_output {
    my ($block) = @_;
    $block =~ s/^ {1,4}//mg;
    $block =~ s/\s*\z/\n/;
    my $output = '';
    if ($block =~ s/^# prints: (\S.*)\n\z//m) { $output = "$1\n" }
    elsif ($block =~ s/^# prints:\n((?:#.*\n)+)\z//m) { $output = $1 =~ s/^# {0,3}//mgr }
    return ($block, $output);
}

sub _pattern {
    my ($output) = @_;
    my $text = join '.*?', map {quotemeta} split /\Q...\E/, $output, -1;
    return qr/\A$text\z/;
}

sub examples_run {
    my ($file) = @_;
    my @examples = examples_in(contents($file));
    ok(scalar @examples, "$file has examples");
    _runs($file, @$_) for @examples;
    return;
}

sub _runs {
    my ($file, $heading, $program, $output, $needs) = @_;
    SKIP: {
        my @missing = missing_for($needs);
        skip "$file: $heading: no @missing", 1 if @missing;
        $program = "use POE;\n$program" if $program !~ /^use POE\b/m;
        my $child = run_child($program, env => { POE_EVENT_LOOP => undef });
        my $good
            = $child->{stdout} =~ _pattern($output) && !$child->{status} && $child->{stderr} eq '';
        ok($good, "$file: $heading") or diag "$program\n", explain $child;
    }
    return;
}

# Those of the words that are not here: each is linux, a file with its path, a command, or a module, which begins with a
# capital, perhaps with the version that is needed: Name/1.0.
sub missing_for {
    my ($words) = @_;
    return grep { !_has($_) } split ' ', $words;
}

sub _has {
    my ($what) = @_;
    return $^O eq 'linux'      if $what eq 'linux';
    return -e $what            if $what =~ m{\A/};
    return _has_command($what) if $what =~ /\A[a-z]/;
    return _is_recent($1, $2)  if $what =~ m{\A([\w:]+)/([\d.]+)\z};
    return have($what);
}

sub _is_recent {
    my ($module, $version) = @_;
    return eval "require $module; $module->VERSION($version); 1";    ## no critic (StringyEval)
}

sub _has_command {
    my ($name) = @_;
    return scalar grep { -x "$_/$name" } split /:/, $ENV{PATH};
}

1;
