use strict;
use warnings;

use Test::More;

# perlcritic has nothing to say about any Perl file but tests; .perlcriticrc tells what it looks for.

plan skip_all => 'not a git checkout'            if !-e '.git';
plan skip_all => 'Perl::Critic is not installed' if !eval { require Perl::Critic };

my $critic = Perl::Critic->new(-profile => '.perlcriticrc');

for my $file (grep { is_ours($_) } split /\0/, `git ls-files -z`) {
    my @said = eval { $critic->critique($file) };
    is(join('', @said) . $@, '', $file);
}

done_testing;

sub is_ours {
    my ($file) = @_;
    return 0 if $file !~ m{\A(?:lib|bench|bin|inc|script|xt|t/lib|examples)/} || !-T $file;
    return 1 if $file =~ /\.p[lm]\z/ || $file =~ m{\Axt/.*\.t\z};
    open my $in, '<', $file or die "$file: $!";
    return scalar(readline($in) // '') =~ /\A#!.*perl/;
}
