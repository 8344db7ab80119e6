use strict;
use warnings;

use lib 't/lib';
use File::Temp ();
use POETest;
use ProbeTest;
use Test::More;

# What modules report through Metrics::Any is in the probe's text, in both dialects, whatever it is called.

plan skip_all => 'Metrics::Any is not installed' if !eval { require Metrics::Any; 1 };

my $p = probed(<<'PERL');
package Shop;
use Metrics::Any '$METRICS', name_prefix => ['shop'];
use POE::XS::Probe::Metrics::Adapter;
use Metrics::Any::Adapter 'POE::XS::Probe';
use POE::XS::Probe::MetricsAny;
$METRICS->make_counter(orders => name => ['orders'], description => "Orders \"all\"\nof \\them", labels => ['kind']);
$METRICS->make_gauge('carts');
$METRICS->make_timer(answer => labels => ['to']);
$METRICS->make_distribution('page');
$METRICS->make_counter('odd-name 1 total', name => ['9-odd']);
$METRICS->make_gauge(many => labels => ['n']);
$METRICS->make_gauge('unused');
package Other;
use Metrics::Any '$METRICS';
$METRICS->make_gauge(same => name => [qw(shop carts)]);
$METRICS->make_gauge(ours => name => [qw(poe sessions)]);
package main;
POE::XS::Probe::MetricsAny->report;
$Shop::METRICS->inc_counter(orders => ["kind", $_]) for "a", "a", "q\"u\\o\nte\x{20AC}";
$Shop::METRICS->set_gauge_to(carts => 2.5);
$Shop::METRICS->report_timer(answer => $_, { to => 'x' }) for 0.25, 0.5;
$Shop::METRICS->report_distribution(page => 100);
$Shop::METRICS->inc_counter('odd-name 1 total');
$Shop::METRICS->set_gauge_to(many => 1, { n => $_ }) for 1 .. 1500;
$Other::METRICS->set_gauge_to(same => 7);
$Other::METRICS->set_gauge_to(ours => 7);
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(later => 600) } });
POE::Kernel->run;
PERL

sub text_of {
    my ($format) = @_;
    my $text = join '', map { $_->{text} } $p->parts(op => 'metrics', format => $format);
    utf8::encode($text);
    return $text;
}

my $plain = text_of('prometheus');
for my $line (
    '# HELP shop_orders_total Orders "all"\nof \\\\them',
    '# TYPE shop_orders_total counter',
    'shop_orders_total{kind="a"} 2',
    "shop_orders_total{kind=\"q\\\"u\\\\o\\nte\xE2\x82\xAC\"} 1",
    'shop_carts 2.5',
    '# TYPE shop_answer_seconds summary',
    'shop_answer_seconds_sum{to="x"} 0.75',
    'shop_answer_seconds_count{to="x"} 2',
    'shop_page_bytes_sum 100',
    'shop_9_odd_total 1',
    'shop_many{n="other"} 1',
    'poe_sessions 1',
    )
{
    like($plain, qr/^\Q$line\E$/m, $line);
}
is(() = $plain =~ /^shop_many\{/mg, 1001, 'a thousand sets of labels, and the others');
is(() = $plain =~ /^(?:poe_sessions|shop_carts) /mg, 2, 'no name is there twice');
unlike($plain, qr/unused/, 'nor one without a value');

my $open = text_of('openmetrics');
like(
    $open, qr/^# HELP shop_orders Orders \\"all\\"\\nof \\\\them\n# TYPE shop_orders counter$/m,
    'the open dialect'
);
like($open, qr/^# UNIT shop_answer_seconds seconds$/m, 'has units');
like($open, qr/^# EOF\n\z/m, 'and an end');

SKIP: {
    skip 'promtool is not installed' if !grep {-x} map {"$_/promtool"} split /:/, $ENV{PATH};
    my $file = File::Temp->new;
    print {$file} $plain;
    close $file;
    is(
        qx{promtool check metrics < $file 2>&1} =~ s/^shop_(?:answer|many|9).*\n//mgr, '',
        'promtool takes it'
    );
    my $folder = File::Temp->newdir;
    open my $out, '>', "$folder/open" or die "open: $!";
    print {$out} $open =~ s/^([^#\n].*)$/$1 1700000000/mgr;
    close $out;
    my $said = qx{promtool tsdb create-blocks-from openmetrics $folder/open $folder/blocks 2>&1};
    is($?, 0, 'and the open one') or diag $said;
}

done_testing;
