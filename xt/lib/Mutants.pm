package Mutants;

# The mutants of mutants.d: small faults, each with what it breaks and the tests that have to notice it.
#
#   name-of-the-mutant                        at the line's beginning
#       breaks: what goes wrong, in one line
#       tests: files or folders, the one that is likeliest to notice it first
#       in: the file it is in
#   -whole lines of that file, which must be there just once
#   +what stands there instead
#
# An empty line ends it; lines that begin with # are comments.

use strict;
use warnings;

my %NEEDED = map { $_ => 1 } qw(breaks tests in);

sub all {
    my ($folder) = @_;
    my %seen;
    my @mutants = map { _of_file($_) } sort glob "$folder/*";
    for my $mutant (@mutants) {
        die "$mutant->{where}: there are two of $mutant->{name}\n" if $seen{ $mutant->{name} }++;
    }
    return @mutants;
}

sub _of_file {
    my ($file) = @_;
    local $/ = '';    # by paragraph
    open my $in, '<', $file or die "$file: $!\n";
    return grep {defined} map { _parse($file, split /\n/) } <$in>;
}

sub _parse {
    my ($file, @lines) = @_;
    @lines = grep { !/\A#/ } @lines or return;
    my %mutant = (name => shift @lines, is => '', becomes => '');
    $mutant{where} = "$file: $mutant{name}";
    for my $line (@lines) {
        if    ($line =~ /\A-(.*)\z/)               { $mutant{is} .= "$1\n" }
        elsif ($line =~ /\A\+(.*)\z/)              { $mutant{becomes} .= "$1\n" }
        elsif ($line =~ /\A {4}(\w+): (\S.*\S)\z/) { $mutant{$1} = $2 }
        else                                       { die "$mutant{where}: what is '$line'?\n" }
    }
    return _checked(\%mutant);
}

sub _checked {
    my ($mutant) = @_;
    my $wrong = join ', ', grep { !defined $mutant->{$_} } sort keys %NEEDED;
    die "$mutant->{where}: without $wrong\n"     if length $wrong;
    die "$mutant->{where}: it changes nothing\n" if $mutant->{is} eq $mutant->{becomes};
    $mutant->{tests} = [ split ' ', $mutant->{tests} ];
    return $mutant;
}

sub contents {
    my ($file) = @_;
    open my $in, '<:raw', $file or die "$file: $!\n";
    local $/ = undef;
    return scalar <$in>;
}

# The text of the file with the fault in it; dies unless the place is there just once. Both are whole
# lines.
sub applied {
    my ($mutant, $root) = @_;
    my $text  = contents("$root/$mutant->{in}");
    my @found = length $mutant->{is} ? $text =~ /^\Q$mutant->{is}\E/mg : ();
    die "$mutant->{where}: its lines are ", @found ? scalar @found . ' times' : 'not',
        " in $mutant->{in}\n"
        if @found != 1;
    $text =~ s/^\Q$mutant->{is}\E/$mutant->{becomes}/m;
    return $text;
}

1;
