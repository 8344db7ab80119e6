use strict;
use warnings;

use File::Find;
use Test::More;

# Every public function is in its module's manual. Loops define their functions in package POE::Kernel;
# their manuals are checked by eye.

plan skip_all => 'Test::Pod::Coverage is not installed'
    if !eval { require Test::Pod::Coverage };

my @modules;
find(
    { no_chdir => 1, wanted => sub { push @modules, $1 =~ s{/}{::}gr if m{\Alib/(.*)\.pm\z} } },
    'lib'
);
# What chooses a loop when it is loaded comes last: loops define functions.
@modules = grep { !/\APOE::(?:XS::)?Loop::/ }
    sort { $a =~ /\AFuture/ <=> $b =~ /\AFuture/ || $a cmp $b } @modules;
plan skip_all => 'no modules here' if !@modules;

# Constants are described as groups, not one by one; import is everybody's; some functions are another
# module's, imported for code that is compiled in package POE::Kernel.
my %trust = (
    also_private => [
        qr/\A[A-Z][A-Z0-9_]+\z/,
        qr/\A(?:import|unimport|CLONE|DESTROY)\z/,
        qr/\A(?:hostname|sigprocmask|uname)\z/,
    ],
);

# A manual may be a file of its own, beside the module.
sub manual_of {
    my ($module) = @_;
    my $path = 'lib/' . $module =~ s{::}{/}gr;
    return -e "$path.pod" ? "$path.pod" : "$path.pm";
}

for my $module (@modules) {
    Test::Pod::Coverage::pod_coverage_ok($module, { %trust, pod_from => manual_of($module) });
}

done_testing;
