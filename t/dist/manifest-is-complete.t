use strict;
use warnings;

use ExtUtils::Manifest qw(maniread maniskip);
use Test::More;

# Every file that git tracks is either shipped or skipped by name, and every shipped file exists.

my $listed = maniread();
is_deeply([ grep { !-e } sort keys %$listed ], [], 'every listed file exists');

SKIP: {
    skip 'not a git checkout', 2 if !-e '.git';
    my @tracked = split /\0/, `git ls-files -z 2>/dev/null`;
    skip 'git is not here', 2 if $? || !@tracked;
    my $skipped = maniskip();
    my @due     = grep { -e && !$skipped->($_) } @tracked;
    is_deeply([ sort grep { !exists $listed->{$_} } @due ], [], 'every tracked file is listed');
    my %due = map { $_ => 1 } @due;
    is_deeply([ sort grep { !$due{$_} } keys %$listed ], [], 'nothing else is listed');
}

done_testing;
