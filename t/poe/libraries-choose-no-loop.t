use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# EV, IO::Poll and IO::Select come along with other modules: a program that has more than one of them has
# not asked for two loops.

my $program
    = 'use POE; POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(over => 0.01) }, '
    . 'over => sub { print "over" } }); POE::Kernel->run;';

for my $modules (
    [qw(IO::Poll)], [qw(EV IO::Poll)], [qw(IO::Poll EV)], [qw(IO::Select IO::Poll)],
    [qw(Mojo::IOLoop)], [qw(AnyEvent IO::Poll EV)])
{
    SKIP: {
        my @missing = grep { !eval "require $_; 1" } @$modules;
        skip "@missing: not installed", 1 if @missing;
        my $child = run_child(join('', map {"use $_ ();"} @$modules) . $program, limit => 20);
        is($child->{stdout}, 'over', "@$modules") or diag $child->{stderr};
    }
}

done_testing;
