# floor: how often a second a C loop can call the handlers of yield.pl and post.pl with the arguments
# that POE gives them. Their kernel is an object whose methods do nothing.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib", "$FindBin::Bin/floor/blib/lib", "$FindBin::Bin/floor/blib/arch";
use Bench;
use Floor;

use constant { KERNEL => 2, SENDER => 5, ARG0 => 10, ARG1 => 11, ARG2 => 12 };

my $done   = 0;
my $kernel = bless {}, 'Floor::Kernel';
my @common = (undef, {}, $kernel, {}, 'tick', {}, undef, 'file.pl', 10, 'tick');

sub tick {
    return if !(++$done & 1023) && over();
    $_[KERNEL]->yield('tick');
}

sub ball {
    return if !(++$done & 1023) && over();
    $_[KERNEL]->post($_[SENDER], 'ball', $_[ARG0], $_[ARG1], $_[ARG2]);
}

sub floor {
    my ($name, $handler, @args) = @_;
    my ($calls, $start) = (0, now());
    until (now() - $start > ($ENV{BENCH_SECONDS} || 0.4)) {
        Floor::call_many($handler, 10_000, @common, @args);
        $calls += 10_000;
    }
    return report($name, $calls / (now() - $start), 'per_s');
}

floor('yield', \&tick);
floor('post', \&ball, 1, 'two', [3]);
