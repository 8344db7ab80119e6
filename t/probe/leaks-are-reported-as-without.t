use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# What is left over is reported as without the probe: with assertions, when the program ends by a signal, by an
# exception, by stop(), and when the last session goes.

my %program = (
    'the end'      => 'POE::Kernel->run;',
    'an exception' =>
        'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("x") }, x => sub { die "oops\n" } });
        eval { POE::Kernel->run; 1 } or print "died: $@";',
    'a terminal signal' =>
        'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(x => 600); $_[KERNEL]->sig(TERM => "x"); $_[KERNEL]->yield("y") },
        x => sub { }, y => sub { kill TERM => $$ }, _stop => sub { print "stopped\n" } });
        POE::Kernel->run; print "after\n";',
    'stop' =>
        'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(x => 600); $_[KERNEL]->yield("y") },
        x => sub { }, y => sub { $_[KERNEL]->stop }, _stop => sub { print "stopped\n" } });
        POE::Kernel->run; print "after\n";',
    'a timeslice at a time' =>
        'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield(x => 3) },
        x => sub { print "$_[ARG0]\n"; $_[KERNEL]->yield(x => $_[ARG0] - 1) if $_[ARG0] } });
        1 while POE::Kernel->run_one_timeslice; print "over\n";',
    'only an alias' =>
        'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set("x"); $_[KERNEL]->sig(IDLE => "idle") },
        idle => sub { print "idle\n" }, _stop => sub { print "stopped\n" } });
        POE::Kernel->run; print "over\n";',
    'a leaked reference' =>
        'my $keep = POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, "x"); $_[KERNEL]->yield("y") },
        y => sub { $_[KERNEL]->refcount_decrement($_[SESSION]->ID, "x") } });
        POE::Kernel->run; print $poe_kernel->_data_ses_count, "\n";',
    'run twice' =>
        'for my $n (1, 2) { POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("x") }, x => sub { print "$n ", $_[SESSION]->ID, "\n" } });
        POE::Kernel->run; }',
);

for my $assert (0, 1) {
    my $begin
        = $assert
        ? 'sub POE::Kernel::ASSERT_DEFAULT () { 1 } sub POE::Session::ASSERT_DEFAULT () { 1 }'
        : '';
    for my $name (sort keys %program) {
        my $code = "$begin use POE; $program{$name}";
        my ($with, $without)
            = map { run_child($code, env => { POE_PROBE => $_, POE_PROBE_DIR => probe_folder() }) }
            1, undef;
        $_->{stderr} =~ s/^=== \d+ ===/===/gm for $with, $without;
        is_deeply $with, $without, $name . ($assert ? ', with assertions' : '');
        like $with->{stdout}, qr/./, '... which says something' if $name ne 'the end';
    }
}

done_testing;
