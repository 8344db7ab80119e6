use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

# Adapters that cannot say when they are read, and no adapter, and no module.

plan skip_all => 'the probe is ours alone' if is_upstream();
my $program = <<'PERL';
use POE; use POE::XS::Probe::MetricsAny;
print '[', eval { POE::XS::Probe::MetricsAny->report(every => 0.05) } // $@, "]\n";
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(end => 0.3) }, end => sub { } });
POE::Kernel->run;
print POE::XS::measures(), "\n";
PERL

my $hide = 'BEGIN { unshift @INC, sub { die "hidden\n" if $_[1] =~ m{^Metrics/}; return } } ';
my $run  = run_child($hide . $program);
like(
    $run->{stdout},
    qr/\A\[POE::XS::Probe::MetricsAny: the module Metrics::Any is not installed at child.pl line 2\.\n\]\noff\n\z/,
    'no module'
);
is($run->{stderr}, '', 'no complaint');
like(
    stderr_of($hide . 'use POE::XS::Probe::Metrics::Adapter;'),
    qr/^POE::XS::Probe::Metrics::Adapter: the module Metrics::Any is not installed$/m,
    'nor an adapter'
);

SKIP: {
    skip 'Metrics::Any is not installed' if !eval { require Metrics::Any; 1 };
    is(output_of($program), "[]\noff\n", 'no adapter: nothing is counted');
    $run = run_child("use Metrics::Any::Adapter 'Stderr'; $program");
    is($run->{stdout}, "[timer]\ncounts\n", 'one that is not read');
    my @times = $run->{stderr} =~ /^METRIC GAUGE poe_sessions => 1$/mg;
    cmp_ok(scalar @times, '>', 2, 'is told again and again') or diag substr $run->{stderr}, 0, 500;
}

done_testing;
