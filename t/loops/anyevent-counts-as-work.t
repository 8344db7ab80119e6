use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# In a program of POE and AnyEvent, whichever is loaded first, run goes on as long as AnyEvent watches
# something, and ends with the last of it.

plan skip_all => 'AnyEvent is not installed' if !eval { require AnyEvent; 1 };

my $program = <<'PERL';
my (@seen, $timer, $io);
pipe my $in, my $out or die "pipe: $!";
my $count = 0;
$timer = AnyEvent->timer(
    after => 0.05, interval => 0.02,
    cb    => sub { push @seen, 'timer'; return if ++$count < 3; undef $timer; syswrite $out, 'x' });
$io = AnyEvent->io(fh => $in, poll => 'r', cb => sub { push @seen, 'io'; undef $io });
POE::Session->create(inline_states => { _start => sub { push @seen, 'start' }, _stop => sub { push @seen, 'stop' } });
POE::Kernel->run;
# How long all that takes is the machine's: what the session does has its order, and so have the watchers.
print join ' ', (grep { /^st/ } @seen), grep { !/^st/ } @seen;
PERL

for my $loads ('use POE; use AnyEvent;', 'use AnyEvent; use POE;') {
    my $child = run_child("$loads $program", limit => 20);
    is($child->{stdout}, 'start stop timer timer timer io', $loads) or diag explain $child;
}

SKIP: {
    skip 'upstream has no watchers of EV', 1 if is_upstream();
    my $child = run_child(<<'PERL', limit => 20);
use POE; use AnyEvent;
my $timer = AnyEvent->timer(after => 20, cb => sub { });
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(drop => 0.05) }, drop => sub { undef $timer } });
POE::Kernel->run;
print 'over';
PERL
    is($child->{stdout}, 'over', 'the last one may go in a handler of POE');
}

done_testing;
