# AnyEvent's condition variables and promises become futures, and futures become these.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

BEGIN {
    eval { require Mojo::IOLoop; require Mojo::Promise }
}    # before POE, which then shares its loop
use Test::More;
use WheelWaits;
use POETest;
use POE qw(Future);
use Future::AsyncAwait;

sub ready {
    my ($future) = @_;
    return $future->followed_by(sub { POE::Future->done(failure_of($_[0])) });
}

subtest AnyEvent => sub {
    plan(skip_all => 'AnyEvent is not installed') if !eval { require AnyEvent; 1 };
    within(
        async sub {
            my $cv     = AnyEvent->condvar;
            my $future = POE::Future->from_cv($cv);
            isa_ok $future, 'POE::Future';
            my $timer = AnyEvent->timer(after => 0.01, cb => sub { $cv->send(1, 2) });
            is_deeply [ await $future ], [ 1, 2 ], 'what a condition variable is sent';
            my $told;
            $cv = AnyEvent->condvar(
                cb => sub {
                    $told = eval { $_[0]->recv } // "croaked $@";
                });
            $future = POE::Future->from_cv($cv);
            $cv->croak("wrong\n");
            like failure_of($future), qr/^wrong/, 'or fails of';
            like $told, qr/^croaked wrong/, 'whoever had a callback there is told, too';
            $cv = AnyEvent->condvar;
            $cv->send('before');
            is await(POE::Future->from_cv($cv)), 'before', 'one that was ready';
            $cv = POE::Future->new_delay(0.01)->then_done('a', 'b')->as_cv;
            is_deeply [ await(POE::Future->from_cv($cv)) ], [ 'a', 'b' ], 'there and back';
            like eval { POE::Future->fail("no\n", 'category')->as_cv->recv } // $@, qr/^no/,
                'a failure';
            my $cancelled = POE::Future->new;
            $cv = $cancelled->as_cv;
            $cancelled->cancel;
            like eval { $cv->recv } // $@, qr/^cancelled/, 'cancelled';
            $cv = AnyEvent->condvar;
            POE::Future->from_cv($cv)->cancel;
            $cv->send(1);
            pass 'sending to who has cancelled is nothing';
        });
};

subtest 'Mojo::Promise' => sub {
    plan(skip_all => 'Mojolicious is not installed') if !$INC{'Mojo/Promise.pm'};
    within(
        async sub {
            my $future = POE::Future->from_promise(Mojo::Promise->timer(0.01, 1, 2));
            isa_ok $future, 'POE::Future';
            is_deeply [ await $future ], [ 1, 2 ], 'what a promise is resolved with';
            is await(ready(POE::Future->from_promise(Mojo::Promise->reject('wrong', 'more')))),
                'wrong|more',
                'or rejected with';
            is await(ready(POE::Future->from_promise(Mojo::Promise->reject))),
                'rejected without a reason|',
                'also with nothing';
            is_deeply [
                await(Mojo::Promise->all(
                    map { $_->as_promise } POE::Future->done(1),
                    POE::Future->new_delay(0.01)->then_done(2)
                ))
                ],
                [ [1], [2] ], 'futures among promises';
            my $promise = POE::Future->fail("no\n", 'category')
                ->as_promise->catch(sub { return "caught @_" });
            is await($promise), "caught no\n category", 'a failure';
            my $cancelled = POE::Future->new;
            $promise = $cancelled->as_promise->catch(sub { return $_[0] });
            $cancelled->cancel;
            is await($promise), 'cancelled', 'cancelled';
            my $late = Mojo::Promise->new;
            POE::Future->from_promise($late)->cancel;
            $late->resolve(1);
            await POE::Future->done_later;
            pass 'resolving for who has cancelled is nothing';
        });
};

for my $bad (undef, 1, {}, bless {}, 'Nothing') {
    eval { POE::Future->from_cv($bad) };
    like $@, qr/^from_cv: a condition variable of AnyEvent is needed at \Q$0\E/,
        'no condition variable';
    eval { POE::Future->from_promise($bad) };
    like $@, qr/^from_promise: a promise is needed at \Q$0\E/, 'no promise';
}

done_testing();
