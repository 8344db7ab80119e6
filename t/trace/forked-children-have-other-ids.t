use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'contexts are ours alone' if is_upstream() }
use POE;
use POE::XS::Trace;

# What a child does is not what its parent does, though both have the same numbers.

pipe my $reader, my $writer or die "pipe: $!";
my @mine;

sub ids {
    return join ' ', map { $_ // 'none' } POE::XS::Trace->trace_id, POE::XS::Trace->span_id;
}

POE::XS::Trace->start;
session(
    _start => sub { $_[KERNEL]->yield('split') },
    split  => sub {
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            $_[KERNEL]->has_forked;
            $_[HEAP]{is_child} = 1;
        }
        waitpid $pid, 0 if $pid && !@mine && close $writer;
        $_[KERNEL]->yield('after');
    },
    after => sub {
        syswrite $writer, ids() if $_[HEAP]{is_child};
        push @mine, ids();
    },
);
POE::Kernel->run;
POSIX::_exit(0) if fileno $writer;

my ($trace, $span)       = split / /, readline $reader;
my ($my_trace, $my_span) = split / /, $mine[0];
like($trace, qr/\A[0-9a-f]{32}\z/, 'a child has traces');
isnt($trace, $my_trace, 'of its own');
isnt($span, $my_span, 'and spans');

done_testing;
