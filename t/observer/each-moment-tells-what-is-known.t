use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'observers are ours alone' if is_upstream() }
use POE;
use POE::XS::Observer;

# What there is to know of an event, from the line that sent it to the end of its handler.

my @seen;
my $note     = sub { push @seen, $_[0] };
my $observer = POE::XS::Observer->new((map { $_ => $note } POE::XS::Observer->moments), args => 1);
my $line     = __LINE__ + 4;
my ($id, $until);
my $session = session(
    _start => sub {
        $_[KERNEL]->yield(go => 'a', 'b');
        $until = time + 0.05;
        $id    = $_[KERNEL]->delay_set(later => 0.05);
    },
    go    => sub { $_[KERNEL]->call($_[SESSION], 'asked') },
    asked => sub { },
    later => sub { },
);
my $number = $session->ID;
undef $session;
POE::Kernel->run;

sub moments_of {
    my ($event) = @_;
    return grep { defined $_->{event} && $_->{event} eq $event } @seen;
}

my ($enqueue, $dispatch, $enter, $leave, $dispatched) = my @go = moments_of('go');
is_deeply [ map { $_->{moment} } @go ], [qw(enqueue dispatch enter leave dispatched)],
    'all of an event, in this order';
is $_->{session_id}, $number, "$_->{moment} has the session's ID" for @go;
is $_->{sender_id}, $number, "$_->{moment} has the sender's"      for $enqueue, $dispatch, $enter;
is $_->{from_event}, '_start', "$_->{moment} has the sender's event" for @go;
is $_->{type}, 'post', "$_->{moment} has the type"                   for @go;
is $_->{place}, __FILE__ . ":$line", "$_->{moment} has the place"    for @go;
is_deeply $_->{args}, [ 'a', 'b' ], "$_->{moment} has the arguments"
    for $enqueue, $dispatch, $enter;
cmp_ok $leave->{seconds}, '>', 0, 'a handler takes time';
ok !$leave->{died}, 'and did not die';
cmp_ok $dispatch->{late}, '>=', 0, 'it was due';

my @asked = moments_of('asked');
is_deeply [ map { $_->{moment} } @asked ], [qw(enter leave)], 'a call is in no queue';
is $asked[0]{type}, 'call', 'its type';
is $asked[0]{from_event}, 'go', 'who called';

my ($alarm) = moments_of('later');
is $alarm->{id}, $id, 'the ID of an alarm';
cmp_ok abs($alarm->{due} - $until), '<', scaled(5), 'and when it is due';

my ($birth, $death)
    = grep { $_->{session_id} eq $number } grep { $_->{moment} =~ /birth|death/ } @seen;
like $birth->{place}, qr/\Q${\__FILE__}\E:\d+\z|POETest\.pm:\d+\z/, 'where a session was made';
is $birth->{parent_id}, POE::Kernel->ID, 'by whom';
is $death->{moment}, 'death', 'its end';
cmp_ok $death->{age}, '>=', 0.04, 'and its age by then';
is_deeply [ map { $_->{moment} } moments_of('_stop') ], [qw(enter leave)], 'its _stop is a handler';

done_testing;
