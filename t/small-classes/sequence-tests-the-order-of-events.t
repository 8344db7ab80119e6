use strict;
use warnings;
use Test::More;
use POE;
use POE::Test::Sequence;

for my $wrong ([], [ sequence => undef ]) {
    ok(!eval { POE::Test::Sequence->new(@$wrong) }, 'no steps');
    like($@, qr/^sequence required at \Q$0\E line /, 'is an error');
}

subtest 'a generic session follows the script' => sub {
    my $args;
    my $sequence = POE::Test::Sequence->new(
        sequence => [
            [ _start => 0, sub { $_[KERNEL]->yield('one') } ],
            [ one    => 0, sub { $args = [ @_[ STATE, ARG0 ] ]; $_[KERNEL]->delay(two => 0.01) } ],
            [ two    => 0, undef ],
            [ _stop  => 0, undef ],
        ]);
    is($sequence->test_count, 4, 'test_count is the number of steps');
    isa_ok($sequence->create_generic_session, 'POE::Session');
    POE::Kernel->run;
    is_deeply($args, [qw(_default one)], 'the code of a step has the arguments of the handler');
    is($sequence->test_count, 4, 'the count does not go down');
};

subtest 'next' => sub {
    my $sequence = POE::Test::Sequence->new(
        sequence => [ [ event => 'parameter', sub {"called with @_"} ], [ quiet => 1, undef ] ]);
    is($sequence->next(event => 'parameter')->(1, 2), 'called with 1 2', 'returns the code');
    is(ref $sequence->next(quiet => 1), 'CODE', 'or a sub that does nothing');
};

done_testing;
