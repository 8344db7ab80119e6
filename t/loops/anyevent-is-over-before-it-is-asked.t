use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

# A watcher of AnyEvent's that is over by the time somebody asks whether any is left: the run ends.

plan skip_all => 'AnyEvent makes sessions of its watchers there' if is_upstream();
plan skip_all => 'AnyEvent is not installed'                     if !eval { require AnyEvent; 1 };

for my $after (0, 0.01, 0.2) {
    my $child = run_child(<<"PERL", limit => 20);
use POE; use AnyEvent; \$| = 1;
POE::Session->create(inline_states => {
    _start => sub { my \$timer; \$timer = AnyEvent->timer(after => $after, cb => sub { print "fired\\n"; undef \$timer }) },
});
select undef, undef, undef, 0.02;
POE::Kernel->run;
print "over\\n";
PERL
    is($child->{stdout}, "fired\nover\n", "a timer of $after s");
    ok(!$child->{timed_out}, 'in time');
}

done_testing;
