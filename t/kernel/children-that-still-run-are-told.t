# The kernel waited for children, and some still run when nothing else is left: it says so, whoever watched them.
use strict;
use warnings;
use lib 't/lib';
use POETest;
use Test::More;

# On EV's default loop libev waits for every child.
BEGIN { delete $ENV{POE_EVENT_LOOP} if ($ENV{POE_EVENT_LOOP} // '') =~ /EV\z/ }

sub told {
    my ($code) = @_;
    my $said = stderr_of(<<"CODE");
        use POE;
        pipe my \$in, my \$out or die;
        sub child { my \$pid = fork; return \$pid if \$pid; close \$out; sysread \$in, my \$byte, 1; exec 'true' }
        POE::Session->create(inline_states => {
            _start => sub { \$_[KERNEL]->yield('go') },
            go     => sub { $code },
            ended  => sub { \$_[KERNEL]->sig('CHLD') },
        });
        POE::Kernel->run;
        close \$out;
CODE
    return [ $said =~ /!!! (Kernel has \d+ child|At least one child)/g ];
}

my ($some, $runs) = ('Kernel has 1 child', 'At least one child');
my $soon = '$_[KERNEL]->delay(x => 0.05)';

is_deeply told('child()'), [$runs], 'nobody watches';
is_deeply told('child(); $_[KERNEL]->sig(CHLD => "ended"); $_[KERNEL]->sig("CHLD")'),
    [ $some, $runs ], 'CHLD was watched';
is_deeply told('my $p = child(); $_[KERNEL]->sig_child($p, "ended"); $_[KERNEL]->sig_child($p)'),
    [ $some, $runs ], 'the child was';
is_deeply told('$_[KERNEL]->sig_child(child(), "ended"); $_[KERNEL]->signal($_[SESSION], "TERM")'),
    [ $some, $runs ], 'who watched was stopped';
is_deeply told('$_[KERNEL]->sig_child(child(), "ended"); $_[KERNEL]->stop'), [ $some, $runs ],
    '... like all';
is_deeply told('child(); my $p = fork // die; exec "true" if !$p; $_[KERNEL]->sig_child($p, "x")'),
    [ $some, $runs ], 'another child was watched';
is_deeply told('my $p = fork // die; exec "true" if !$p; $_[KERNEL]->sig_child($p, "x")'),
    [], 'none runs any more';
is_deeply told('$_[KERNEL]->sig(CHLD => "ended"); $_[KERNEL]->sig("CHLD")'), [], 'there was none';

done_testing;
