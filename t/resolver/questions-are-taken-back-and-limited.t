use strict;
use warnings;

use lib 't/lib';
use NameServer;
use POETest;
use Test::More;
use Time::HiRes qw(time);

BEGIN { plan(skip_all => 'upstream POE has no resolver') if is_upstream() }

use POE;
use POE::XS::Resolver;

NameServer::start('silent.test' => undef, 'here.test' => ['127.0.0.1']);

my (@told, $begin);

sub ask { return POE::XS::Resolver->resolve(host => 'silent.test', event => 'told', @_) }

sub told_of {
    my ($code) = @_;
    @told  = ();
    $begin = time;
    play(_start => $code, told => sub { push @told, $_[ARG0] });
    return time - $begin;
}

my $seconds = told_of(sub { ask(timeout => 0.2) });
cmp_ok($seconds, '>=', 0.2, 'an answer that takes too long is waited for as long as is told');
cmp_ok($seconds, '<', 1.8, 'and no longer');
is_deeply([ map {"$_"} @told ], ['Connection timed out'], 'which is the error');

my @cancelled;
$seconds = told_of(sub {
    my $id = ask();
    push @cancelled, POE::XS::Resolver->cancel($id), POE::XS::Resolver->cancel($id);
    push @cancelled, POE::XS::Resolver->cancel($_) for undef, 'what', $id + 1000;
});
cmp_ok($seconds, '<', 1.8, 'nobody waits for an answer to what was taken back');
is_deeply(\@told, [], 'nor hears one');
is_deeply([ map { $_ ? 1 : 0 } @cancelled ], [ 1, 0, 0, 0, 0 ], 'it is taken back once');

told_of(sub { push @cancelled, POE::XS::Resolver->cancel(ask(host => '127.0.0.1')) });
is(scalar @told, 1, 'an answer that is on its way is told');
ok(!$cancelled[-1], 'as cancel says');

# One that was cancelled while a thread has it, and one that comes after.
told_of(sub { POE::XS::Resolver->cancel(ask()); ask(host => 'here.test') });
is_deeply(\@told, [undef], 'others are answered');
is(POE::XS::Resolver::Questions::count(), 0, 'nothing is asked any more');

done_testing;
