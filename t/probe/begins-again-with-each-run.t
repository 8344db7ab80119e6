use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# The probe is there in the second run, too, however the first one ended, and in programs that run slice by slice.

my %end = (
    'by itself' =>
        'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("x") }, x => sub { } });',
    'by stop' =>
        'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("x") }, x => sub { $_[KERNEL]->stop } });',
    'by exception' =>
        'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("x") }, x => sub { die "oops\n" } });',
);
my $last
    = 'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set("second"); $_[KERNEL]->delay(x => 600) } });';

# Who was connected to the first one has to come again.
sub is_second {
    my ($p) = @_;
    return 1 if eval { ($p->why('second')->{name} // '') eq 'second' };
    eval             { $p->connect };
    return;
}

for my $how (sort keys %end) {
    my $p = probed("$end{$how} eval { POE::Kernel->run }; $last POE::Kernel->run;");
    ok $p->until_it(sub { is_second($p) }), "after a run that ended $how";
}

my $slices = probed("$last 1 while POE::Kernel->run_one_timeslice;");
is $slices->why('second')->{name}, 'second', 'slice by slice';

my $by_hand = probed(<<'PERL', env => { POE_PROBE => undef });
use POE::XS::Probe;
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set("second"); $_[KERNEL]->delay(x => 600) } });
POE::Kernel->run;
PERL
is $by_hand->why('second')->{name}, 'second', 'asked for by the program itself';

done_testing;
