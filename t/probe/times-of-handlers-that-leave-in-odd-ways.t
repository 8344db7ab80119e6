use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

use POE;

# Handlers that die, call each other and themselves, run slices, go elsewhere: in the end none is left open, each was
# counted, and nobody's time is counted twice.

my $json = JSON::PP->new->utf8;
sub of_event { return $json->decode(POE::XS::Look::_event($_[0]) || '{}') }
sub pause    { select undef, undef, undef, 0.01; return }

my $elsewhere = sub { pause(); return 7 };
my ($deep, $value) = (0);
for my $level (qw(times trace)) {
    POE::XS::measure($level);
    POE::XS::Look::_keep_trace(1000) if $level eq 'trace';
    my ($session) = map { $_->ID } session(
        _start => sub {
            $_[KERNEL]->alias_set('it');
            $_[KERNEL]->yield($_) for qw(outer dies calls_dying recurses goes slices);
        },
        outer => sub { pause(); $_[KERNEL]->call(it => 'inner'); $_[KERNEL]->call(it => 'inner') },
        inner => sub { pause() },
        dies  => sub { $_[KERNEL]->sig(DIE => 'died'); die "oops\n" },
        died  => sub { $_[KERNEL]->sig_handled;        $_[KERNEL]->sig('DIE') },
        calls_dying => sub {
            eval { $_[KERNEL]->call(it => 'dies') };
            pause();
        },
        recurses => sub { $_[KERNEL]->call(it => 'recurses') if ++$deep % 50; },
        goes     => sub { goto &$elsewhere },
        slices   =>
            sub { $_[KERNEL]->post(it => 'in_slice'); $_[KERNEL]->run_one_timeslice for 1 .. 3 },
        in_slice   => sub { $_[KERNEL]->call(it => 'throws_far') },
        throws_far => sub { last_of_all(); pause() },
    );
    $deep = 0;
    POE::Kernel->run;
    POE::XS::verify();
    my $n = $level eq 'times' ? 1 : 2;
    is of_event('outer')->{count}, $n, "$level: counted";
    is of_event('inner')->{count}, 2 * $n, 'those that are called, too';
    is of_event('recurses')->{count}, 50 * $n, 'and those that call themselves';
    is of_event('dies')->{count}, 2 * $n, 'and those that die';
    is of_event('goes')->{count}, $n, 'and one that goes elsewhere';
    cmp_ok of_event('goes')->{total_ns}, '>=', 9e6 * $n, 'with the time of where it went';
    my $outer = of_event('outer');
    cmp_ok $outer->{total_ns}, '>=', 28e6 * $n, 'a handler with those that it calls';
    cmp_ok $outer->{self_ns}, '<=', $outer->{total_ns} - 18e6 * $n, 'and without';
    is of_event('in_slice')->{count}, $n, 'nested slices';
    my $head = $json->decode(POE::XS::Look::_head());
    is $head->{level}, $level, 'the level is as it was';
}

# What is called from outside of any handler.
POE::XS::measure('times');
my $kept = session(_start => sub { $_[KERNEL]->alias_set('it') }, x => sub { die "far\n" });
for (1 .. 100) {
    eval { POE::Kernel->call(it => 'x') }
}
POE::XS::verify();
eval { POE::Kernel->run };
POE::XS::verify();
is of_event('x')->{count}, 100, 'handlers that die, called from outside';

sub last_of_all {
    no warnings 'exiting';
    for (1) {last}
    return;
}

done_testing;
