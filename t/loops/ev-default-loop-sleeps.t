use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# On EV's default loop the kernel sleeps until something is due, whatever was posted before it ran.

plan skip_all => 'upstream does not run on EV' if is_upstream();

my $program = <<'CODE';
    use POE qw(Loop::EV);
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->yield('go') },
        go     => sub { $_[KERNEL]->delay(late => 0.4) },
        late   => sub { },
    });
    POE::Kernel->post(POE::Kernel->ID, 'nothing');
    my ($slices, $before) = (0, (times)[0] + (times)[1]);
CODE

my $slices = output_of("$program \$slices++ while POE::Kernel->run_one_timeslice; print \$slices");
cmp_ok $slices, '>', 0, 'slices';
cmp_ok $slices, '<', 50, 'do not turn round and round';

my $seconds = output_of("$program POE::Kernel->run; print +(times)[0] + (times)[1] - \$before");
cmp_ok $seconds, '<', 0.2, 'nor does run';

$seconds = output_of("use EV; $program EV::run; print +(times)[0] + (times)[1] - \$before");
cmp_ok $seconds, '<', 0.2, 'nor does EV::run';

is output_of(
    "use EV; $program my \$t = EV::timer(0.05, 0, sub { print 'ev ' }); POE::Kernel->run; print 'ran ';"
        . 'POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield("now") }, now => sub { print "now " } }); EV::run; print "end"'
    ),
    'ev ran now end', 'and EV::run finds what is posted after that';

done_testing;
