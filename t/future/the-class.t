use strict;
use warnings;

use lib 't/lib';
use Awaits;
use POE;
use POETest;
use Test::More;

# POE::Future as a class: what it offers by name, get outside of handlers and in them, subclasses.

my $future = POE::Future->new;
isa_ok($future, 'Future');
is($future->session, POE::Kernel->get_active_session, 'made outside of sessions: the kernel');
is(ref $future->new, 'POE::Future', 'as the prototype of another');

is_deeply([ POE::Future->new_delay(0.01)->get ], [], 'new_delay');
is(POE::Future->new_alarm(time)->then_done(7)->get, 7, 'new_alarm');
is(POE::Future->done_later('soon')->get, 'soon', 'done_later');
is_deeply([ POE::Future->fail_later(qw(why category))->failure ], [qw(why category)], 'fail_later');
is_deeply(
    [ POE::Future->timeout(0.01, POE::Future->new)->failure ], [ 'Timeout', 'timeout' ],
    'timeout'
);
is(POE::Future->timeout(5, POE::Future->done_later(3))->get, 3, 'in time');
is_deeply(
    [ POE::Future->needs_all(map { POE::Future->new_delay(0.01 * $_)->then_done($_) } 2, 1)->get ],
    [ 2, 1 ], 'convergent ones'
);
my $waits = POE::Future->new;
is($waits->done_later, $waits, 'an object is completed itself');
is($waits->await, $waits, 'await returns it');

sub error_of {
    my ($code) = @_;
    return eval { $code->(); 1 } ? 'no error' : $@;
}
my %wrong = (
    'Nothing is left that could complete this future' => sub { POE::Future->new->get },
    'fail_later: a failure that is true is needed'    => sub { POE::Future->fail_later('') },
    'timeout: a future is needed'                     => sub { POE::Future->timeout(1, 'x') },
    "new_timeout: the number of seconds must be a finite number, not 'x'" =>
        sub { POE::Future->timeout('x', POE::Future->new) },
    "new_delay: the number of seconds must be a finite number, not 'Inf'" =>
        sub { POE::Future->new_delay(9**9**9) },
);
for my $message (sort keys %wrong) {
    like(error_of($wrong{$message}), qr/\A\Q$message\E at \Q$0\E line \d+\.\n\z/, $message);
}

my ($advice, $session, $later);
run_states(
    go => sub {
        $session = POE::Future->new->session == $_[SESSION];
        $advice  = error_of(sub { POE::Future->new_delay(0)->get });
        is(POE::Future->done(4)->get, 4, 'in a handler, of one that is ready');
        $_[KERNEL]->yield('died');
    },
    died => sub { $later = 1 });
ok($session, 'the session of a handler');
like(
    $advice,
    qr/\AA handler cannot wait by get or await: make it an async sub and say "await \$future", or use on_ready at \Q$0\E line \d+\.\n\z/,
    'in a handler, of one that is not'
);
ok($later, 'and nothing came of it');
is(POE::Future->done_later(9)->get, 9, 'after a run');

{

    package Heir;
    our @ISA = ('POE::Future');
    our @seen;
    sub wrap_cb { my ($self, $op, $code) = @_; push @seen, $op; return $code }
}
my $heir = Heir->new;
my $next = $heir->then(sub { Heir->done(@_, 'then') });
$heir->on_ready(sub { });
$heir->done('first');
is(ref $next, 'Heir', 'a class made of it');
is_deeply([ $next->get ], [qw(first then)]);
is_deeply(\@Heir::seen, [qw(sequence on_ready)], 'may wrap callbacks');

for my $variable (qw(PERL_FUTURE_DEBUG PERL_FUTURE_TIMES)) {
    my $child = run_child(
        'use POE qw(Future); my $f = POE::Future->done_later(2); print $f->get, " ", $f->session == POE::Kernel->get_active_session; print " took" if defined $f->elapsed;',
        env => { $variable => 1 });
    like($child->{stdout}, qr/\A2 1 took\z/, $variable);
    is($child->{stderr}, '');
}

done_testing;
