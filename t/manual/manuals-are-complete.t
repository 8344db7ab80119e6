use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Test::More;

# What a reader may rely on: the same sections in the same order; below each heading the functions
# in alphabetical order, and for each of them what it returns and a program that uses it.

plan skip_all => 'for the manuals of this distribution' if is_upstream();

my %sections = (
    'POE/API/Peek.pod' => [
        'NAME', 'SYNOPSIS', 'DESCRIPTION', 'MEMORY', 'DIFFERENCES FROM POE', 'SEE ALSO',
    ],
    'POE/Kernel.pod' => [
        'NAME', 'SYNOPSIS',
        'DESCRIPTION', 'CONFIGURATION',
        'SIGNALS', 'EXCEPTIONS',
        'ORDER OF EVENTS', 'LIFE OF A SESSION',
        'LIMITS', 'DIFFERENCES FROM POE',
        'SEE ALSO',
    ],
    'POE/Session.pod' => [
        'NAME', 'SYNOPSIS', 'DESCRIPTION', 'CONFIGURATION', 'LIFE OF A SESSION',
        'DIFFERENCES FROM POE', 'SEE ALSO',
    ],
    'POE/XS.pod' => [ 'NAME', 'SYNOPSIS', 'DESCRIPTION', 'DIFFERENCES FROM POE', 'SEE ALSO' ],
);

# The text below each heading of a level, as [heading, text].
sub parts {
    my ($pod, $level) = @_;
    my @parts;
    push @parts, [ $1, $2 ]
        while $pod =~ /^=head$level ([^\n]+)\n(.*?)(?=^=head[1-$level] |^=cut|\z)/msg;
    return @parts;
}

sub is_function { return $_[0][0] =~ /\A\w+\(/ }

for my $file (sort keys %sections) {
    my $pod    = contents($file);
    my %wanted = map { $_ => 1 } @{ $sections{$file} };
    my @top    = parts($pod, 1);
    is_deeply [ grep { $wanted{$_} } map { $_->[0] } @top ], $sections{$file}, "$file: sections";
    for my $section (@top) {
        my @functions = grep { is_function($_) } parts($section->[1], 2) or next;
        my @names     = map  { $_->[0] =~ /\A(\w+)/ } @functions;
        is_deeply \@names, [ sort { lc $a cmp lc $b } @names ], "$file: order in $section->[0]";
        is_deeply [ grep { $_->[1] !~ /^I<Returns>/m } @functions ], [],
            'each says what it returns';
        is_deeply [ grep { $_->[1] !~ /^=for example\b/m } @functions ], [], 'each has an example';
    }
}

done_testing;
