use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# What cannot be answered gets an error, and the connection stays.

my $p = probed(<<'PERL');
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(later => 600) },
});
POE::Kernel->run;
PERL

my @errors = (
    [ qr{there is no op "nothing"}, op                    => 'nothing' ],
    [ qr{there is no op "DESTROY"}, op                    => 'DESTROY' ],
    [ qr{sort: "size" is no column of sessions}, op       => 'sessions', sort => 'size' ],
    [ qr{sort: "queue" is no column of events}, op        => 'events', sort   => 'queue' ],
    [ qr{session: which\?}, op                            => 'session' ],
    [ qr{session: which\?}, op                            => 'why', session     => [] ],
    [ qr{session: there is no "nobody"}, op               => 'why', session     => 'nobody' ],
    [ qr{session: there is no "99"}, op                   => 'session', session => 99 ],
    [ qr{session: there is no "-1"}, op                   => 'session', session => -1 ],
    [ qr{session: there is no "1e1"}, op                  => 'session', session => '1e1' ],
    [ qr{session: there is no "99999999999999999999"}, op => 'why', session     => '9' x 20 ],
    [ qr{session: there is no "\x{20AC}"}, op             => 'why', session     => "\x{20AC}" ],
    [ qr{name: no event of that name}, op                 => 'event' ],
    [ qr{name: no event of that name}, op                 => 'event', name    => {} ],
    [ qr{name: no event of that name}, op                 => 'event', name    => 'never' ],
    [ qr{session: there is no "nobody"}, op               => 'trace', session => 'nobody' ],
    [ qr{ops: a list of requests}, op                     => 'watch' ],
    [ qr{ops: a list of requests}, op                     => 'watch', ops => [] ],
    [ qr{ops: a list of requests}, op                     => 'watch', ops => [1] ],
    [ qr{ops: a list of requests}, op               => 'watch', ops      => [ { op => {} } ] ],
    [ qr{ops: none that is for watching itself}, op => 'watch', ops      => [ { op => 'watch' } ] ],
    [ qr{the program does not allow touch}, op      => 'stop', session   => 'it' ],
    [ qr{the program does not allow touch}, op      => 'signal', session => 'it', name => 'HUP' ],
);

for my $case (@errors) {
    my ($text, %request) = @$case;
    my $answer = $p->ask(%request);
    my $said   = join ' ', map {"$_ $request{$_}"} grep { $_ ne 'id' } sort keys %request;
    utf8::encode($said);
    like $answer->{error}, $text, $said;
}

# What is of a wrong kind is as if it were not there.
for my $wrong (
    [], {}, undef, 'abc', -1, 1.5, '', "\0", "\x{20AC}", 1e300, JSON::PP::true(),
    'x' x 1500
    )
{
    for my $op (qw(sessions events timers files tree waits)) {
        my $rows = eval { [ $p->rows(op => $op, top => $wrong, background => $wrong) ] };
        ok $rows, "$op, whatever the top" or diag $@;
        ok $p->ask(op => $op, match => $wrong)->{last}, "$op, whatever is to match";
        ok $p->ask(op => $op, sort  => $wrong)->{last}, "$op, whatever the order";
    }
    ok $p->ask(op => $_, session => $wrong, name => $wrong, format => $wrong)->{last},
        "$_, whatever it is told"
        for
        qw(head session why event metrics warnings snapshot stop signal unwatch untrace wheels waits);
    ok $p->ask(
        op      => 'trace', seconds => 0, limit => $wrong, least_ns => $wrong, event => $wrong,
        session => $wrong
    )->{last}, 'trace, whatever it is told';
}
is $p->head->{sessions}, 1, 'the program runs on';
is $p->stderr, '', 'in silence';

done_testing;
