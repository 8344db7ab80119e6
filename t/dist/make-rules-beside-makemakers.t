# MakeMaker writes some targets of its own, which of them depends on its version. None of ours may have the name of
# one that we do not replace: make stops at a target with both : and :: rules.
use strict;
use warnings;
use lib 'inc';
use Test::More;

plan skip_all => 'runs in the folder that was configured' if !-e 'Makefile';
require Build::Layout;
require Build::Rules;

my $rules   = Build::Rules->new(Build::Layout->new);
my $ours    = join "\n", $rules->compile, $rules->translate, $rules->targets, $rules->test;
my %is_ours = map { $_ => 1 } $ours =~ /^([\w-]+)\s*::?(?:\s|$)/mg;
ok($is_ours{test} && $is_ours{ctest}, 'these are our targets');

my ($phony) = slurp('Makefile') =~ /^\.PHONY\s*:\s*(all config .*)/m;
my %replaced = map { $_ => 1 } qw(test);
is_deeply(
    [ grep { $is_ours{$_} && !$replaced{$_} } split ' ', $phony ], [],
    "none of MakeMaker's is among them"
);

done_testing;

sub slurp {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    return scalar <$in>;
}
