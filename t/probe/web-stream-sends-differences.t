use strict;
use warnings;

use lib 't/lib';
use JSON::PP ();
use Test::More;
use WebProbe;

# First all, then each second what has changed: rows that only grew older have not.

WebProbe->plan_or_skip;
my $web = WebProbe->start(sessions => <<'CODE');
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set('busy'); $_[KERNEL]->yield('tick') },
        tick   => sub { $_[KERNEL]->delay(tick => 0.1) },
    });
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set('short'); $_[KERNEL]->delay(end => 2.5) },
        end    => sub { $_[KERNEL]->alias_remove('short') },
    });
CODE

my $socket = $web->connect;
print {$socket} $web->request(
    GET => '/stream',
    { Authorization => "Bearer $web->{token}", Connection => 'close' });
my $text = WebProbe->read_all($socket, 10, qr/sessions_gone":\[\d/);
my ($head, $body) = split /\r\n\r\n/, $text, 2;

like $head, qr{^Content-Type: text/event-stream\r$}m, 'it is a stream of events';
unlike $head, qr/Content-Length|Transfer-Encoding/, 'that ends when the connection does';
my @events = map { {
    map { split /: /, $_, 2 } grep {/\A[a-z]/} split /\n/
} } split /\n\n/, $body =~ s/[^\n]*\z//r;
my ($all, @deltas) = grep { $_->{event} =~ /snapshot|delta/ } @events;
is $all->{event}, 'snapshot', 'first all';
is_deeply [ map { $_->{event} } @deltas ], [ ('delta') x @deltas ], 'then differences';

my @ids = map { $_->{id} =~ /-(\d+)\z/ } $all, @deltas;
is_deeply \@ids, [ $ids[0] .. $ids[0] + $#ids ], 'their IDs count';
my @data = map { JSON::PP->new->utf8->decode($_->{data}) } $all, @deltas;
my %id   = map { $_->{name} => $_->{id} } @{ $data[0]{sessions} };
is_deeply [ sort keys %id ], [qw(busy shop short)], 'all sessions are there';
my @changed = map {
    map { $_->{name} }
        @{ $_->{sessions} }
} @data[ 1 .. $#data ];
ok !(grep { $_ eq 'shop' } @changed), 'one that did nothing is not sent again';
ok + (grep { $_ eq 'busy' } @changed), 'one that did something is';
is_deeply [ map { @{ $_->{sessions_gone} } } @data[ 1 .. $#data ] ], [ $id{short} ],
    'and one that went is told';
cmp_ok $data[-1]{head}{dispatched}, '>', $data[0]{head}{dispatched}, 'counters grow';

done_testing;
