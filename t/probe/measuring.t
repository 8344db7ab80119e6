use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

BEGIN { delete $ENV{POE_PROBE} }
use POE;

# Levels of measuring, and what each of them knows.

my $json = JSON::PP->new->utf8;
sub of_event { my $text = POE::XS::Look::_event($_[0]); return $text ? $json->decode($text) : {} }

is POE::XS::measures(), 'off', 'nothing at first';
for my $level (qw(counts times trace off)) {
    POE::XS::measure($level);
    is POE::XS::measures(), $level, $level;
}
for my $wrong ('all', 'Counts', 2.5, ' ') {
    my $ok    = eval { POE::XS::measure($wrong); 1 };
    my $error = $@;
    next if $ok && $wrong eq '2.5';
    ok !$ok, "$wrong is none";
    like $error, qr/\Ameasure: "\Q$wrong\E" is no level: off, counts, times or trace at \Q$0\E/,
        'says the error';
}
POE::XS::measure(1);
is POE::XS::measures(), 'times', 'true is times';
POE::XS::measure(0);
is POE::XS::measures(), 'off', 'false is off';

my %ran;

sub run_at {
    my ($level, $name) = @_;
    POE::XS::measure($level);
    session(
        _start => sub { $_[KERNEL]->yield($name) for 1 .. 3 },
        $name  => sub { $ran{$name}++; select undef, undef, undef, 0.002 },
    );
    POE::Kernel->run;
    return of_event($name);
}
is_deeply run_at(off => 'off'), {}, 'off counts nothing';
is run_at(counts => 'counted')->{count}, 3, 'counts count';
is of_event('counted')->{total_ns}, 0, 'and take no time';
my $timed = run_at(times => 'timed');
is $timed->{count}, 3, 'times count';
cmp_ok $timed->{total_ns}, '>=', 6e6, 'and time';
is $timed->{wait_count}, 3, 'waiting, too';
POE::XS::Look::_keep_trace(100);
my $before = POE::XS::Look::_traced();
run_at(trace => 'traced');
my $all = POE::XS::Look::_traced() - $before;
cmp_ok $all, '>=', 4, 'a trace has each handler';
my ($rows) = POE::XS::Look::_trace($before, 100, 0, undef, 'traced', 1e9);
is scalar(() = $rows =~ /"traced"/g), 3, 'with its name';
POE::XS::Look::_keep_trace(0);
is POE::XS::Look::_traced(), 0, 'and is forgotten';
POE::XS::measure('off');
run_at(off => 'counted');
is of_event('counted')->{count}, 3, 'what was counted stays, and does not grow';
POE::XS::verify();

done_testing;
