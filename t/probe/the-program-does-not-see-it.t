use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# What a program can ask of its kernel is the same with the probe and without it, while somebody looks, too.

my $program = <<'PERL';
use POE::API::Peek;
my $peek = POE::API::Peek->new;
my @said;
sub facts {
    my ($when) = @_;
    my $k   = $poe_kernel;
    my @ids = map { $_->ID eq $k->ID ? 'kernel' : $_->ID } $peek->session_list;
    push @said, join ' ', $when, 'sessions', $k->_data_ses_count, scalar keys %{ $k->[POE::Kernel::KR_SESSIONS()] },
        $peek->session_count, sort(@ids), 'queue', scalar(() = $peek->event_queue_dump), $k->get_event_count,
        $peek->event_queue->get_item_count, 'handles', $peek->handle_count, 'references', $k->_data_extref_count,
        'next', defined $k->get_next_event_time ? 'there is one' : 'none';
}
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->delay(ready => 0.05) },
    ready  => sub { $_[KERNEL]->delay(later => 600); print "ready\n" },
    look   => sub { facts('running'); $_[KERNEL]->delay('later'); $_[KERNEL]->alias_remove('it') },
    _child => sub { push @said, "child $_[ARG0]" },
    later  => sub { },
});
POE::Session->create(inline_states => { _start => sub { push @said, 'made ' . $_[SESSION]->ID; facts('made') } });
facts('before');
go { POE::Kernel->post(it => 'look') };
POE::Kernel->run;
facts('after');
print "$_\n" for @said;
POE::Session->create(inline_states => { _start => sub { print 'next ', $_[SESSION]->ID, "\n" } });
POE::Kernel->run;
print "over\n";
PERL

my $without = probed($program, env => { POE_PROBE => undef }, unwatched => 1);
$without->until_it(sub { $without->stdout =~ /ready/ });
$without->go;
is $without->ended, 0, 'without it';
my $with = probed($program);
$with->until_it(sub { $with->stdout =~ /ready/ });
$with->ask(op => 'snapshot');
$with->go;
is $with->ended, 0, 'with it';
like $with->stdout, qr/^over$/m, 'run again';
is $with->stdout, $without->stdout, 'the same facts';
is $with->stderr, $without->stderr, 'the same warnings';

done_testing;
