use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# By which a viewer knows what to say.

my $p
    = probed(
    'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(x => 600) } }); POE::Kernel->run;'
    );
my @cases = (
    [ unknown_op      => op               => 'nothing' ],
    [ not_allowed     => op               => 'stop', session  => 1 ],
    [ unknown_session => op               => 'why', session   => 'nobody' ],
    [ unknown_session => op               => 'trace', session => 'nobody' ],
    [ unknown_event   => op               => 'event', name    => 'never' ],
    [ undef, op       => 'sessions', sort => 'nothing' ],
    [ undef, op       => 'why' ],
);
for my $case (@cases) {
    my ($code, @request) = @$case;
    my $answer = $p->ask(@request);
    ok $answer->{error}, "@request is refused";
    is $answer->{code}, $code, $code // 'no code';
}

done_testing;
