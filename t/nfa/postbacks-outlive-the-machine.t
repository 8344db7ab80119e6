use strict;
use warnings;
use Test::More;
use POE qw(NFA);

my ($postback, $callback);
my @calls;
POE::NFA->spawn(
    inline_states => {
        on => {
            start => sub {
                $postback = $_[MACHINE]->postback('never');
                $callback = $_[MACHINE]->callback('never');
                $_[MACHINE]->stop;
            },
            never => sub { push @calls, 'handler' },
        } })->goto_state(on => 'start');
POE::Kernel->run;

is($postback->(1), 0, 'a postback to an ended machine does nothing');
is_deeply([ $callback->(1) ], [], 'nor does a callback');
ok(eval { undef $postback; 1 }, 'and can be dropped') or diag $@;
is_deeply(\@calls, [], 'no handler was called');
done_testing;
