# A handler that is defined twice while a session with option "debug" is created, which has no ID yet.
use strict;
use warnings;
use lib 't/lib';
use POETest;
use Test::More;

my $code = <<'CODE';
    use POE;
    package Other { sub new { bless {} } sub twice { } }
    my $other = Other->new;
    POE::Session->create(
        options       => { debug => 1 },
        inline_states => { _start => sub { $_[KERNEL]->state(twice => sub { }) }, twice => sub { } },
        STATES
    );
    POE::Kernel->run;
CODE

for my $states (
    'object_states => [ $other => ["twice"] ]',
    q{object_states => [ $other => { twice => 'twice' } ]},
    'package_states => [ Other => ["twice"] ]'
    )
{
    is_deeply [ stderr_of($code =~ s/STATES/$states/r, switches => ['-w']) =~ /^(.*?) at /mg ],
        [ map {"redefining handler for event(twice) for session($_)"} '', 1 ], $states;
}

done_testing;
