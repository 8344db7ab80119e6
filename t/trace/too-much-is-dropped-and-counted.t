use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'traces are ours alone' if is_upstream() }
use Collector;
use POE;
use POE::XS::Trace;

# More than the kernel keeps, in a handler that does not return: the oldest are gone.

my $collector = Collector->new(200);
my ($counts, @warned);
POE::XS::Trace->export(
    url  => $collector->url, every => 0.02, event => 'rare',
    warn => sub { push @warned, @_ });
session(
    _start => sub { $_[KERNEL]->yield('many') },
    many   => sub {
        $_[KERNEL]->call($_[SESSION], 'it') for 1 .. 70_000;
        $_[KERNEL]->call($_[SESSION], 'rare');
        $_[KERNEL]->yield('look');
    },
    it   => sub { },
    rare => sub { },
    look => sub {
        $counts = POE::XS::Trace->exported;
        $_[KERNEL]->delay(look => 0.02) if !$counts->{sent};
    },
);
POE::Kernel->run;
is($counts->{sent}, 1, 'the newest is sent');
ok($counts->{dropped} > 4000 && $counts->{dropped} < 5000, 'the oldest are counted');
is(scalar @warned, 1, 'and it is told');
like($warned[0], qr/the oldest handlers are dropped\z/, 'in words');
POE::XS::Trace->stop;

done_testing;
