use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# All descriptors are taken before the kernel waits for the first time: timers come all the same, and
# files as soon as there are some.

my $program = <<'PERL';
use POE;
my (@all, @seen);
while (open my $file, '<', '/dev/null') { push @all, $file }
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->delay(first => 0.02) },
        first  => sub {
            push @seen, 'timer';
            @all = ();
            pipe my $in, my $out or die "pipe: $!";
            $_[KERNEL]->select_read($in, 'file', $out);
            close $out;
        },
        file => sub { push @seen, 'file'; $_[KERNEL]->select_read($_[ARG0]) },
    }
);
POE::Kernel->run;
print "@seen\n";
PERL

for my $loop (is_upstream() ? 'Select' : qw(Default Select IO_Poll EV)) {
    my $child = run_child(
        "use POSIX (); BEGIN { exec 'sh', '-c', 'ulimit -n 200; exec \"\$@\"', 'sh', \$^X, map({ \"-I\$_\" } grep { !ref } \@INC), '-e', \$ENV{PROGRAM} if !\$ENV{LIMITED}++ }",
        env => { PROGRAM => $program, POE_EVENT_LOOP => $loop eq 'Default' ? undef : $loop });
    is($child->{stdout}, "timer file\n", "$loop") or diag $child->{stderr};
}

done_testing;
