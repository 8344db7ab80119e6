use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'traces are ours alone' if is_upstream() }
use Collector;
use POE;
use POE::XS::Trace;

my $collector = Collector->new(200);
POE::XS::Trace->export(
    url => $collector->url, every => 0.02, event => 'want', session => 'wanted',
    min => 0.002
);
session(
    _start => sub {
        $_[KERNEL]->alias_set($_[ARG0] // 'wanted');
        $_[KERNEL]->yield('other');
        $_[KERNEL]->delay(wants => 0.05);
    },
    other        => sub { slow() },
    wants        => sub { slow(); $_[KERNEL]->yield('want_quickly') },
    want_quickly => sub { },
);
session(_start => sub { $_[KERNEL]->yield('wanting') }, wanting => sub { slow() });

sub slow { select undef, undef, undef, 0.005; return }
POE::Kernel->run;
POE::XS::Trace->stop;
is_deeply(
    [ map { $_->{name} } $collector->spans(1) ], ['wants'],
    'of one session, of some events, and slow'
);

my $other = Collector->new(200);
POE::XS::Trace->export(url => $other->url, every => 0.02, sample => 0);
session(
    _start => sub { $_[KERNEL]->yield('told'); $_[KERNEL]->yield('not_told') },
    told   => sub {
        POE::XS::Trace->begin('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
        $_[KERNEL]->yield('follows');
    },
    not_told => sub { },
    follows  => sub { });
POE::Kernel->run;
POE::XS::Trace->stop;
is_deeply(
    [ sort map { $_->{name} } $other->spans(1) ], [qw(follows told)],
    'none but what is sampled elsewhere'
);

done_testing;
