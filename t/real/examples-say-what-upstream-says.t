use strict;
use warnings;

use lib 't/lib';
use DebianExamples;
use RealProgram;
use Test::More;

# The examples of upstream's package that always say the same say so here too, line by line.

needs_examples();

for my $name (qw(create objmaps objsessions packagesessions sessions)) {
    my $program = run_program(example($name));
    $program->ended_well;
    $program->from_here;
    my $upstream = run_program(example($name), upstream => 1);
    cmp_ok(length $upstream->said, '>', 1000, 'it has something to say');
    is($program->said, $upstream->said, "$name says the same");
}

done_testing;
