use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'the profiler is ours alone' if is_upstream() }
use POE;
use POE::XS::Profiler ();

# Whether a program has them as characters or as bytes.

my $characters = "caf\x{e9} \x{20ac}";
utf8::encode(my $bytes = "th\x{e9} \x{20ac}");
POE::XS::Profiler->start;
play(
    _start      => sub { $_[KERNEL]->yield($characters) },
    $characters => sub { $_[KERNEL]->yield($bytes) },
    $bytes      => sub { },
);
POE::XS::Profiler->stop;
my %row = map { $_->{name} => $_ } @{ POE::XS::Profiler->data->{events} };
for my $name ($characters, "th\x{e9} \x{20ac}") {
    ok $row{$name}, 'an event has its name';
    is $row{$name}{senders}[0]{count}, 1, 'and its senders';
}
like $row{"th\x{e9} \x{20ac}"}{senders}[0]{place}, qr/ in "\Q$characters\E"\z/, 'with theirs';
like(POE::XS::Profiler->report, qr/  th\x{e9} \x{20ac}$/m, 'the report has characters');
like(POE::XS::Profiler->graph, qr/th\x{e9} \x{20ac} x 1/, 'the graph, too');

done_testing;
