use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'traces are ours alone' if is_upstream() }
use Collector;
use POE;
use POE::XS::Trace;

use Time::HiRes qw(time);

# The program goes on, and ends in time.

my @collectors = (Collector->new('silent'), Collector->new(200));
my $port       = $collectors[1]{port};
undef $collectors[1];
my %url = ('is silent' => $collectors[0]->url, 'is not there' => "http://127.0.0.1:$port/");

for my $name (sort keys %url) {
    my (@warned, $counts);
    my $said = 0;
    POE::XS::Trace->export(
        url  => $url{$name}, every => 0.02, timeout => 0.1, last => 0.2,
        warn => sub { push @warned, @_ });
    session(
        _start => sub { $_[KERNEL]->yield('go_on', 30) },
        go_on  => sub {
            $said++;
            $_[KERNEL]->delay(go_on => 0.01, $_[ARG0] - 1)
                if $_[ARG0] || !defined POE::XS::Trace->exported->{error};
        },
    );
    POE::Kernel->run;
    ok($said > 30, "$name: the program goes on");
    $counts = POE::XS::Trace->exported;
    is($counts->{sent}, 0, 'nothing is sent');
    ok($counts->{waiting} > 30, 'all waits');
    is(scalar @warned, 1, 'it is told');
    like($warned[0], qr/it is tried again\z/, 'in words');
    my $began = time;
    POE::XS::Trace->stop;
    ok(time - $began < scaled(2), 'the end does not wait for long');
    is(POE::XS::Trace->exported, undef, 'it is over');
}

done_testing;
